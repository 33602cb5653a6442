import { expect, test } from 'vitest';
import { loadGrammar, tokenRows } from './tokenize.ts';

const grammar = await loadGrammar();

function rows(text: string): string {
  return tokenRows(grammar, text);
}

test('a move: each parameter letter has the scope of its meaning', () => {
  expect(rows('G1 X10.5 Y-.3 E.02071 F1800 ; perimeter *99')).toMatchInlineSnapshot(`
    "G1 → keyword.control.motion
    X → variable.parameter.axis
    10.5 → constant.numeric
    Y → variable.parameter.axis
    -.3 → constant.numeric
    E → constant.language.extrusion
    .02071 → constant.numeric
    F → support.type.feedrate
    1800 → constant.numeric
    ; → comment.line.semicolon | punctuation.definition.comment
     perimeter *99 → comment.line.semicolon"
  `);
});

test('a move without blanks, with line number and checksum', () => {
  expect(rows('N12 g1x3Y+2*44')).toMatchInlineSnapshot(`
    "N12 → entity.name.label.line-number
    g1 → keyword.control.motion
    x → variable.parameter.axis
    3 → constant.numeric
    Y → variable.parameter.axis
    +2 → constant.numeric
    *44 → constant.other.checksum"
  `);
});

test('an arc', () => {
  expect(rows('G2 X1 I-4.5 J0')).toMatchInlineSnapshot(`
    "G2 → keyword.control.motion
    X → variable.parameter.axis
    1 → constant.numeric
    I → variable.parameter.arc
    -4.5 → constant.numeric
    J → variable.parameter.arc
    0 → constant.numeric"
  `);
});

test('other G codes, axes without a number', () => {
  expect(rows('G28 X Y\nG92.1')).toMatchInlineSnapshot(`
    "G28 → keyword.other.preparatory
    X → variable.parameter.axis
    Y → variable.parameter.axis
    G92.1 → keyword.other.preparatory"
  `);
});

test('M codes: numbers, strings, an object name', () => {
  expect(rows('M862.3 P "MK3S;"\nM486 A cube 1.stl\nM486 S-1')).toMatchInlineSnapshot(`
    "M862.3 → entity.name.function.machine
    P → entity.other.attribute-name.parameter
    " → string.quoted.double
    MK3S; → string.quoted.double
    " → string.quoted.double
    M486 → entity.name.function.machine
    A → entity.other.attribute-name.parameter
    cube 1.stl → entity.name.class.object
    M486 → entity.name.function.machine
    S → entity.other.attribute-name.parameter
    -1 → constant.numeric"
  `);
});

test('tools', () => {
  expect(rows('T0\nT-1\nTx')).toMatchInlineSnapshot(`
    "T0 → storage.type.tool
    T-1 → storage.type.tool
    Tx → storage.type.tool"
  `);
});

test('free text is no list of parameters', () => {
  expect(rows('M117 Layer X10 (of 20) ; note\nN5 M117 hello*45')).toMatchInlineSnapshot(`
    "M117 → entity.name.function.machine
     Layer X10 (of 20)  → string.unquoted.text
    ; → comment.line.semicolon | punctuation.definition.comment
     note → comment.line.semicolon
    N5 → entity.name.label.line-number
    M117 → entity.name.function.machine
     hello → string.unquoted.text
    *45 → string.unquoted.text | constant.other.checksum"
  `);
});

test('a Klipper command: words, numbers, quoted and unquoted text', () => {
  expect(
    rows(
      `SET_VELOCITY_LIMIT ACCEL=3000\nEXCLUDE_OBJECT_DEFINE NAME='a;b' POLYGON=[[0,1],[2,3]] ;c`,
    ),
  ).toMatchInlineSnapshot(`
    "SET_VELOCITY_LIMIT → support.function.extended
    ACCEL → variable.parameter.named
    = → keyword.operator.assignment
    3000 → constant.numeric
    EXCLUDE_OBJECT_DEFINE → support.function.extended
    NAME → variable.parameter.named
    = → keyword.operator.assignment
    ' → string.quoted.single
    a;b → string.quoted.single
    ' → string.quoted.single
    POLYGON → variable.parameter.named
    = → keyword.operator.assignment
    [[0,1],[2,3]] → string.unquoted.value
    ; → comment.line.semicolon | punctuation.definition.comment
    c → comment.line.semicolon"
  `);
});

test('a macro whose name begins like an M code', () => {
  expect(rows('M600_PARK X=1\nM600')).toMatchInlineSnapshot(`
    "M600_PARK → support.function.extended
    X → variable.parameter.named
    = → keyword.operator.assignment
    1 → constant.numeric
    M600 → entity.name.function.machine"
  `);
});

test('placeholders that the slicer left', () => {
  expect(
    rows(
      'M104 S[first_layer_temperature]\n{if layer_z > 1}\nG1 Z{z + 1} F300\nPRINT BED=[bed] A=1',
    ),
  ).toMatchInlineSnapshot(`
    "M104 → entity.name.function.machine
    S → entity.other.attribute-name.parameter
    [first_layer_temperature] → invalid.illegal.placeholder
    {if layer_z > 1} → invalid.illegal.placeholder
    G1 → keyword.control.motion
    Z → variable.parameter.axis
    {z + 1} → invalid.illegal.placeholder
    F → support.type.feedrate
    300 → constant.numeric
    PRINT → support.function.extended
    BED → variable.parameter.named
    = → keyword.operator.assignment
    [bed] → invalid.illegal.placeholder
    A → variable.parameter.named
    = → keyword.operator.assignment
    1 → constant.numeric"
  `);
});

test('a comment in round brackets, closed and not', () => {
  expect(rows('G1 (X9; Y9) X1\nG1 (X9')).toMatchInlineSnapshot(`
    "G1 → keyword.control.motion
    ( → comment.block.parenthesis
    X9; Y9 → comment.block.parenthesis
    ) → comment.block.parenthesis
    X → variable.parameter.axis
    1 → constant.numeric
    G1 → keyword.control.motion
    ( → comment.block.parenthesis
    X9 → comment.block.parenthesis"
  `);
});

test('layer marks of every slicer', () => {
  const marks = [
    ';LAYER_CHANGE',
    '; CHANGE_LAYER',
    '; layer num/total_layer_count: 1/15',
    ';LAYER:-3',
    '; layer 1, Z = 0.200',
    '; layer end',
    '; BEGIN_LAYER_OBJECT z=0.263 z_thickness=0.263',
    ';; --- layer 0 (0.250 @ 0.255) ---',
    '; <layer>',
    '; Layer #1',
    'G1 Z0.350 ; move to next layer (0)',
  ];
  for (const mark of marks) expect(rows(mark), mark).toContain('markup.heading.layer');
  expect(rows('; layer num/total_layer_count: 1/15')).toMatchInlineSnapshot(`
    "; → comment.line.semicolon.mark | punctuation.definition.comment
    layer num/total_layer_count:  → comment.line.semicolon.mark | markup.heading.layer | entity.name.section.layer
    1 → comment.line.semicolon.mark | markup.heading.layer | entity.name.section.layer | constant.numeric
    / → comment.line.semicolon.mark | markup.heading.layer | entity.name.section.layer
    15 → comment.line.semicolon.mark | markup.heading.layer | entity.name.section.layer | constant.numeric"
  `);
});

test('comments that only look like layer marks', () => {
  const comments = [
    ';LAYER_COUNT:80',
    '; layer_height = 0.2',
    '; layer change',
    '; LAYER_HEIGHT: 0.2',
  ];
  for (const comment of comments) expect(rows(comment), comment).not.toContain('markup.heading');
});

test('feature, position and size marks', () => {
  expect(
    rows(
      ";TYPE:External perimeter\n; FEATURE: Outer wall\n;Z:0.35\n; LINE_WIDTH: 0.42\n; 'Crown Path', 0.3 [feed mm/s]",
    ),
  ).toMatchInlineSnapshot(`
    "; → comment.line.semicolon.mark | punctuation.definition.comment
    TYPE → comment.line.semicolon.mark | keyword.other.mark
    : → comment.line.semicolon.mark | punctuation.separator.key-value
    External perimeter → comment.line.semicolon.mark | entity.name.type.feature
    ; → comment.line.semicolon.mark | punctuation.definition.comment
    FEATURE → comment.line.semicolon.mark | keyword.other.mark
    : → comment.line.semicolon.mark | punctuation.separator.key-value
    Outer wall → comment.line.semicolon.mark | entity.name.type.feature
    ; → comment.line.semicolon.mark | punctuation.definition.comment
    Z → comment.line.semicolon.mark | keyword.other.mark
    : → comment.line.semicolon.mark | punctuation.separator.key-value
    0.35 → comment.line.semicolon.mark | constant.numeric
    ; → comment.line.semicolon.mark | punctuation.definition.comment
    LINE_WIDTH → comment.line.semicolon.mark | keyword.other.mark
    : → comment.line.semicolon.mark | punctuation.separator.key-value
    0.42 → comment.line.semicolon.mark | constant.numeric
    ; → comment.line.semicolon.mark | punctuation.definition.comment
     ' → comment.line.semicolon.mark
    Crown → comment.line.semicolon.mark | entity.name.type.feature
     Path', → comment.line.semicolon.mark
    0.3 → comment.line.semicolon.mark | constant.numeric
     [feed mm/s] → comment.line.semicolon.mark"
  `);
});

test('object marks', () => {
  expect(
    rows(
      '; printing object cube 1.stl id:0 copy 2\n; stop printing object, unique label id: 81\n;MESH:cube.stl',
    ),
  ).toMatchInlineSnapshot(`
    "; → comment.line.semicolon.mark | punctuation.definition.comment
    printing object → comment.line.semicolon.mark | keyword.other.mark
    cube 1.stl → comment.line.semicolon.mark | entity.name.class.object
    id: → comment.line.semicolon.mark | keyword.other.mark
    0 → comment.line.semicolon.mark | constant.numeric
    copy → comment.line.semicolon.mark | keyword.other.mark
    2 → comment.line.semicolon.mark | constant.numeric
    ; → comment.line.semicolon.mark | punctuation.definition.comment
    stop printing object → comment.line.semicolon.mark | keyword.other.mark
    ,  → comment.line.semicolon.mark
    unique label id: → comment.line.semicolon.mark | keyword.other.mark
    81 → comment.line.semicolon.mark | constant.numeric
    ; → comment.line.semicolon.mark | punctuation.definition.comment
    MESH → comment.line.semicolon.mark | keyword.other.mark
    : → comment.line.semicolon.mark | punctuation.separator.key-value
    cube.stl → comment.line.semicolon.mark | entity.name.class.object"
  `);
});

test('frames and events', () => {
  expect(rows('; HEADER_BLOCK_START\n;WIPE_END\n;COLOR_CHANGE,T0,#ff0000')).toMatchInlineSnapshot(`
    "; → comment.line.semicolon.mark | punctuation.definition.comment
    HEADER_BLOCK_START → comment.line.semicolon.mark | keyword.other.mark
    ; → comment.line.semicolon.mark | punctuation.definition.comment
    WIPE_END → comment.line.semicolon.mark | keyword.other.mark
    ; → comment.line.semicolon.mark | punctuation.definition.comment
    COLOR_CHANGE → comment.line.semicolon.mark | keyword.other.mark
    ,T0,#ff0000 → comment.line.semicolon.mark | string.unquoted.value"
  `);
});

test('facts and settings', () => {
  expect(
    rows(
      '; generated by PrusaSlicer 2.5.0\n; layer_height = 0.2\n; fill_density = 15%\n; start_gcode = G28\\nG1 Z5\n; estimated printing time (normal mode) = 1m 4s\n;TIME:6993\n;SETTING_3 {"a": 1}\n; notes =',
    ),
  ).toMatchInlineSnapshot(`
    "; → comment.line.semicolon.mark | punctuation.definition.comment
    generated by → comment.line.semicolon.mark | keyword.other.mark
    PrusaSlicer 2.5.0 → comment.line.semicolon.mark | entity.name.namespace.slicer
    ; → comment.line.semicolon.mark | punctuation.definition.comment
    layer_height → comment.line.semicolon.mark | variable.other.property
    = → comment.line.semicolon.mark | keyword.operator.assignment
    0.2 → comment.line.semicolon.mark | constant.numeric
    ; → comment.line.semicolon.mark | punctuation.definition.comment
    fill_density → comment.line.semicolon.mark | variable.other.property
    = → comment.line.semicolon.mark | keyword.operator.assignment
    15% → comment.line.semicolon.mark | constant.numeric
    ; → comment.line.semicolon.mark | punctuation.definition.comment
    start_gcode → comment.line.semicolon.mark | variable.other.property
    = → comment.line.semicolon.mark | keyword.operator.assignment
    G28\\nG1 Z5 → comment.line.semicolon.mark | string.unquoted.value
    ; → comment.line.semicolon.mark | punctuation.definition.comment
    estimated printing time (normal mode) → comment.line.semicolon.mark | variable.other.property
    = → comment.line.semicolon.mark | keyword.operator.assignment
    1m 4s → comment.line.semicolon.mark | string.unquoted.value
    ; → comment.line.semicolon.mark | punctuation.definition.comment
    TIME → comment.line.semicolon.mark | variable.other.property
    : → comment.line.semicolon.mark | punctuation.separator.key-value
    6993 → comment.line.semicolon.mark | constant.numeric
    ; → comment.line.semicolon.mark | punctuation.definition.comment
    SETTING_3 → comment.line.semicolon.mark | variable.other.property
    {"a": 1} → comment.line.semicolon.mark | string.unquoted.value
    ; → comment.line.semicolon.mark | punctuation.definition.comment
    notes → comment.line.semicolon.mark | variable.other.property
    = → comment.line.semicolon.mark | keyword.operator.assignment"
  `);
});

test('a picture is opaque', () => {
  expect(
    rows('; thumbnail begin 220x124 5432\n; iVBORw0KGgo+/X1Y2\n; abc==\n; thumbnail end\nG1 X1'),
  ).toMatchInlineSnapshot(`
    "; → comment.line.semicolon.mark | punctuation.definition.comment
    thumbnail begin → comment.line.semicolon.mark | keyword.other.mark
    220 → comment.line.semicolon.mark | constant.numeric
    x → comment.line.semicolon.mark
    124 → comment.line.semicolon.mark | constant.numeric
    5432 → comment.line.semicolon.mark | constant.numeric
    ; iVBORw0KGgo+/X1Y2 → comment.block.thumbnail
    ; abc== → comment.block.thumbnail
    ; → comment.line.semicolon.mark | punctuation.definition.comment
    thumbnail end → comment.line.semicolon.mark | keyword.other.mark
    G1 → keyword.control.motion
    X → variable.parameter.axis
    1 → constant.numeric"
  `);
});

test('a picture without an end swallows no command', () => {
  expect(rows('; thumbnail_QOI begin 16x16 8\n; iVBOR\nG28')).toMatchInlineSnapshot(`
    "; → comment.line.semicolon.mark | punctuation.definition.comment
    thumbnail_QOI begin → comment.line.semicolon.mark | keyword.other.mark
    16 → comment.line.semicolon.mark | constant.numeric
    x → comment.line.semicolon.mark
    16 → comment.line.semicolon.mark | constant.numeric
    8 → comment.line.semicolon.mark | constant.numeric
    ; iVBOR → comment.block.thumbnail
    G28 → keyword.other.preparatory"
  `);
});

test('prose stays a plain comment', () => {
  expect(rows('; Filament gcode\n;\n  ; note: see the manual')).toMatchInlineSnapshot(`
    "; → comment.line.semicolon | punctuation.definition.comment
     Filament gcode → comment.line.semicolon
    ; → comment.line.semicolon | punctuation.definition.comment
    ; → comment.line.semicolon | punctuation.definition.comment
     note: see the manual → comment.line.semicolon"
  `);
});
