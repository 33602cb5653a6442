import { randomBytes } from 'node:crypto';
import { Uri, type Webview, type WebviewOptions } from 'vscode';

/** A page of `webviews/src`: the name of its script and style sheet, and its title. */
export interface WebviewPage {
  readonly name: 'summary' | 'time';
  readonly title: string;
}

/** What a page of ours may do: run our scripts, nothing else. */
export function webviewOptions(extensionUri: Uri): WebviewOptions {
  return {
    enableScripts: true,
    enableForms: false,
    enableCommandUris: false,
    localResourceRoots: [scriptsFolder(extensionUri)],
  };
}

/**
 * The page has no data in it: what there is to show comes by message. It may run our one script,
 * use our one style sheet and show pictures that are sent to it, and load nothing from anywhere.
 */
export function webviewHtml(webview: Webview, extensionUri: Uri, page: WebviewPage): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (extension: string) =>
    webview
      .asWebviewUri(Uri.joinPath(scriptsFolder(extensionUri), `${page.name}.${extension}`))
      .toString();
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
<link rel="stylesheet" href="${file('css')}">
</head>
<body>
<main id="${page.name}"></main>
<script nonce="${nonce}" src="${file('js')}"></script>
</body>
</html>`;
}

function scriptsFolder(extensionUri: Uri): Uri {
  return Uri.joinPath(extensionUri, 'dist', 'webviews');
}
