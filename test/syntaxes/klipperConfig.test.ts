import { expect, test } from 'vitest';
import { loadGrammar, tokenRows } from './tokenize.ts';

const grammar = await loadGrammar('klipper-config');

function rows(text: string): string {
  return tokenRows(grammar, text);
}

test('sections and includes', () => {
  expect(
    rows('[stepper_x]\n[gcode_macro START_PRINT] # go\n[include macros/*.cfg]'),
  ).toMatchInlineSnapshot(`
    "[ → punctuation.definition.section
    stepper_x → entity.name.section.type
    ] → punctuation.definition.section
    [ → punctuation.definition.section
    gcode_macro → entity.name.section.type
    START_PRINT → entity.name.section
    ] → punctuation.definition.section
    # → comment.line.number-sign | punctuation.definition.comment
     go → comment.line.number-sign
    [ → punctuation.definition.section
    include → keyword.control.include
    macros/*.cfg → string.unquoted.path
    ] → punctuation.definition.section"
  `);
});

test('options: numbers, booleans, words, pins, comments', () => {
  expect(
    rows(
      [
        'step_pin: ^!PA5 ; turned',
        'enable_pin = !toolboard:gpio7#glued',
        'endstop_pin: probe:z_virtual_endstop',
        'gear_ratio: 50:17, 4:1',
        'pid_Kp: -2.5e1',
        'invert: True',
        'kinematics: corexy',
        'sensor_type: EPCOS 100K B57560G104F',
        'serial: /dev/serial/by-id/usb-1',
      ].join('\n'),
    ),
  ).toMatchInlineSnapshot(`
    "step_pin → variable.other.property
    : → punctuation.separator.key-value
    ^! → keyword.operator.pin
    PA5 → constant.other.pin
    ; → comment.line.semicolon | punctuation.definition.comment
     turned → comment.line.semicolon
    enable_pin → variable.other.property
    = → punctuation.separator.key-value
    ! → keyword.operator.pin
    toolboard → entity.name.namespace.mcu
    : → punctuation.separator.pin
    gpio7 → constant.other.pin
    # → comment.line.number-sign | punctuation.definition.comment
    glued → comment.line.number-sign
    endstop_pin → variable.other.property
    : → punctuation.separator.key-value
    probe → entity.name.namespace.mcu
    : → punctuation.separator.pin
    z_virtual_endstop → constant.other.pin
    gear_ratio → variable.other.property
    : → punctuation.separator.key-value
    50 → constant.numeric
    : →
    17 → constant.numeric
    ,  →
    4 → constant.numeric
    : →
    1 → constant.numeric
    pid_Kp → variable.other.property
    : → punctuation.separator.key-value
    -2.5e1 → constant.numeric
    invert → variable.other.property
    : → punctuation.separator.key-value
    True → constant.language
    kinematics → variable.other.property
    : → punctuation.separator.key-value
    corexy → string.unquoted.value
    sensor_type → variable.other.property
    : → punctuation.separator.key-value
    EPCOS → string.unquoted.value
    100K → string.unquoted.value
    B57560G104F → string.unquoted.value
    serial → variable.other.property
    : → punctuation.separator.key-value
    /dev/serial/by-id/usb-1 → string.unquoted.value"
  `);
});

test('a value over several lines ends with the first line that is not indented', () => {
  expect(rows('points:\n  10, 20\n\n# note\n  30, 40\nspeed: 5')).toMatchInlineSnapshot(`
    "points → variable.other.property
    : → punctuation.separator.key-value
    10 → constant.numeric
    ,  →
    20 → constant.numeric
    # → comment.line.number-sign | punctuation.definition.comment
     note → comment.line.number-sign
    30 → constant.numeric
    ,  →
    40 → constant.numeric
    speed → variable.other.property
    : → punctuation.separator.key-value
    5 → constant.numeric"
  `);
});

test('a body of G-code with Jinja', () => {
  expect(
    rows(
      [
        'gcode:',
        '  {% set t = params.TEMP|default(210)|float %}',
        '  G1 X{x + 1} Y-.5 F600 ; there',
        '  {% if t > 200 and not printer.idle %}M117 Hot {t}{% endif %}',
        '  START_PRINT BED={bed} MSG="a;b"',
        '  {action_respond_info("done")}',
        '  M104 S150 # warm',
        '[fan]',
      ].join('\n'),
    ),
  ).toMatchInlineSnapshot(`
    "gcode → variable.other.property
    : → punctuation.separator.key-value
    {% → meta.gcode | meta.template.statement | punctuation.section.embedded.begin
    set → meta.gcode | meta.template.statement | keyword.control.template
    t → meta.gcode | meta.template.statement | variable.other.template
    = → meta.gcode | meta.template.statement | keyword.operator.template
    params → meta.gcode | meta.template.statement | variable.language.params
    . → meta.gcode | meta.template.statement | punctuation.accessor
    TEMP → meta.gcode | meta.template.statement | variable.parameter.named
    | → meta.gcode | meta.template.statement | keyword.operator.filter
    default → meta.gcode | meta.template.statement | support.function.filter
    ( → meta.gcode | meta.template.statement
    210 → meta.gcode | meta.template.statement | constant.numeric
    ) → meta.gcode | meta.template.statement
    | → meta.gcode | meta.template.statement | keyword.operator.filter
    float → meta.gcode | meta.template.statement | support.function.filter
    %} → meta.gcode | meta.template.statement | punctuation.section.embedded.end
    G1 → meta.gcode | keyword.control.motion
    X → meta.gcode | variable.parameter.letter
    { → meta.gcode | meta.template.expression | punctuation.section.embedded.begin
    x → meta.gcode | meta.template.expression | variable.other.template
    + → meta.gcode | meta.template.expression | keyword.operator.template
    1 → meta.gcode | meta.template.expression | constant.numeric
    } → meta.gcode | meta.template.expression | punctuation.section.embedded.end
    Y → meta.gcode | variable.parameter.letter
    -.5 → meta.gcode | constant.numeric
    F → meta.gcode | variable.parameter.letter
    600 → meta.gcode | constant.numeric
    ; → meta.gcode | comment.line.semicolon | punctuation.definition.comment
     there → meta.gcode | comment.line.semicolon
    {% → meta.gcode | meta.template.statement | punctuation.section.embedded.begin
    if → meta.gcode | meta.template.statement | keyword.control.template
    t → meta.gcode | meta.template.statement | variable.other.template
    > → meta.gcode | meta.template.statement | keyword.operator.template
    200 → meta.gcode | meta.template.statement | constant.numeric
    and → meta.gcode | meta.template.statement | keyword.control.template
    not → meta.gcode | meta.template.statement | keyword.control.template
    printer → meta.gcode | meta.template.statement | variable.language
    . → meta.gcode | meta.template.statement
    idle → meta.gcode | meta.template.statement | variable.other.template
    %} → meta.gcode | meta.template.statement | punctuation.section.embedded.end
    M117 → meta.gcode | entity.name.function.machine
     Hot  → meta.gcode | string.unquoted.text
    { → meta.gcode | string.unquoted.text | meta.template.expression | punctuation.section.embedded.begin
    t → meta.gcode | string.unquoted.text | meta.template.expression | variable.other.template
    } → meta.gcode | string.unquoted.text | meta.template.expression | punctuation.section.embedded.end
    {% → meta.gcode | string.unquoted.text | meta.template.statement | punctuation.section.embedded.begin
    endif → meta.gcode | string.unquoted.text | meta.template.statement | keyword.control.template
    %} → meta.gcode | string.unquoted.text | meta.template.statement | punctuation.section.embedded.end
    START_PRINT → meta.gcode | support.function.extended
    BED → meta.gcode | variable.parameter.named
    = → meta.gcode | keyword.operator.assignment
    { → meta.gcode | meta.template.expression | punctuation.section.embedded.begin
    bed → meta.gcode | meta.template.expression | variable.other.template
    } → meta.gcode | meta.template.expression | punctuation.section.embedded.end
    MSG → meta.gcode | variable.parameter.named
    = → meta.gcode | keyword.operator.assignment
    " → meta.gcode | string.quoted.double
    a;b → meta.gcode | string.quoted.double
    " → meta.gcode | string.quoted.double
    { → meta.gcode | meta.template.expression | punctuation.section.embedded.begin
    action_respond_info → meta.gcode | meta.template.expression | support.function.action
    ( → meta.gcode | meta.template.expression
    " → meta.gcode | meta.template.expression | string.quoted.double
    done → meta.gcode | meta.template.expression | string.quoted.double
    " → meta.gcode | meta.template.expression | string.quoted.double
    ) → meta.gcode | meta.template.expression
    } → meta.gcode | meta.template.expression | punctuation.section.embedded.end
    M104 → meta.gcode | entity.name.function.machine
    S → meta.gcode | variable.parameter.letter
    150 → meta.gcode | constant.numeric
    # → meta.gcode | comment.line.number-sign | punctuation.definition.comment
     warm → meta.gcode | comment.line.number-sign
    [ → punctuation.definition.section
    fan → entity.name.section.type
    ] → punctuation.definition.section"
  `);
});

test('G-code behind the separator', () => {
  expect(rows('on_error_gcode: CANCEL_PRINT X=1')).toMatchInlineSnapshot(`
    "on_error_gcode → variable.other.property
    : → punctuation.separator.key-value
    CANCEL_PRINT → meta.gcode | support.function.extended
    X → meta.gcode | variable.parameter.named
    = → meta.gcode | keyword.operator.assignment
    1 → meta.gcode | constant.numeric"
  `);
});

test('a variable of a macro', () => {
  expect(rows("variable_speeds: {'slow': 1, 'on': True}")).toMatchInlineSnapshot(`
    "variable_ → variable.other.property
    speeds → variable.other.macro
    : → punctuation.separator.key-value
     { →
    ' → string.quoted.single
    slow → string.quoted.single
    ' → string.quoted.single
    :  →
    1 → constant.numeric
    ,  →
    ' → string.quoted.single
    on → string.quoted.single
    ' → string.quoted.single
    :  →
    True → constant.language
    } →"
  `);
});

test('a template that is not closed ends with its value', () => {
  expect(rows('gcode:\n  {% if x #}\n  {% "a\n[fan]\npin: PA1')).toMatchInlineSnapshot(`
    "gcode → variable.other.property
    : → punctuation.separator.key-value
    {% → meta.gcode | meta.template.statement | punctuation.section.embedded.begin
    if → meta.gcode | meta.template.statement | keyword.control.template
    x → meta.gcode | meta.template.statement | variable.other.template
    # → meta.gcode | meta.template.statement | comment.line.number-sign | punctuation.definition.comment
    } → meta.gcode | meta.template.statement | comment.line.number-sign
      { → meta.gcode | meta.template.statement
    % → meta.gcode | meta.template.statement | keyword.operator.template
    " → meta.gcode | meta.template.statement | string.quoted.double
    a → meta.gcode | meta.template.statement | string.quoted.double
    [ → punctuation.definition.section
    fan → entity.name.section.type
    ] → punctuation.definition.section
    pin → variable.other.property
    : → punctuation.separator.key-value
    PA1 → constant.other.pin"
  `);
});

test('what SAVE_CONFIG keeps', () => {
  expect(
    rows(
      [
        '#*# <---------------------- SAVE_CONFIG ---------------------->',
        '#*# DO NOT EDIT THIS BLOCK OR BELOW. The contents are auto-generated.',
        '#*#',
        '#*# [bed_mesh default]',
        '#*# version = 1',
        '#*# points =',
        '#*# 	  -0.1, 0.2',
      ].join('\n'),
    ),
  ).toMatchInlineSnapshot(`
    "#*# → comment.line.number-sign | punctuation.definition.comment
    <---------------------- SAVE_CONFIG ----------------------> → markup.heading.save-config
    #*# → comment.line.number-sign | punctuation.definition.comment
     DO NOT EDIT THIS BLOCK OR BELOW. The contents are auto-generated. → comment.line.number-sign
    #*# → comment.line.number-sign | punctuation.definition.comment
    #*# → comment.line.number-sign | punctuation.definition.comment
    [ → punctuation.definition.section
    bed_mesh → entity.name.section.type
    default → entity.name.section
    ] → punctuation.definition.section
    #*# → comment.line.number-sign | punctuation.definition.comment
    version → variable.other.property
    = → punctuation.separator.key-value
    1 → constant.numeric
    #*# → comment.line.number-sign | punctuation.definition.comment
    points → variable.other.property
    = → punctuation.separator.key-value
    #*# → comment.line.number-sign | punctuation.definition.comment
    -0.1 → constant.numeric
    ,  →
    0.2 → constant.numeric"
  `);
});
