// The bundler takes style sheets that scripts import and puts them beside the page's script.
declare module '*.css';
