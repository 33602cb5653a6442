import { accelOverLimit } from './accelOverLimit.ts';
import { accelToDecelIgnored } from './accelToDecelIgnored.ts';
import { arcNoCentre } from './arcNoCentre.ts';
import { arcRadiusForm } from './arcRadiusForm.ts';
import { arcRadiusMismatch } from './arcRadiusMismatch.ts';
import { arcRelative } from './arcRelative.ts';
import { arcUnsupported } from './arcUnsupported.ts';
import { badNumber } from './badNumber.ts';
import { bedMeshProfileUnknown } from './bedMeshProfileUnknown.ts';
import { byteOrderMark } from './byteOrderMark.ts';
import { checksum } from './checksum.ts';
import { coldExtrude } from './coldExtrude.ts';
import { configSectionMissing } from './configSectionMissing.ts';
import { conflictingPaths } from './conflictingPaths.ts';
import { decimalComma } from './decimalComma.ts';
import { duplicateParameter } from './duplicateParameter.ts';
import { dwellSeconds } from './dwellSeconds.ts';
import { eModeMismatch } from './eModeMismatch.ts';
import { emptyFile } from './emptyFile.ts';
import { emptyParameter } from './emptyParameter.ts';
import { eResetMissing } from './eResetMissing.ts';
import { excludeBadJson } from './excludeBadJson.ts';
import { excludeDuplicate } from './excludeDuplicate.ts';
import { excludeMissingName } from './excludeMissingName.ts';
import { excludeUnbalanced } from './excludeUnbalanced.ts';
import { excludeUndefined } from './excludeUndefined.ts';
import { extrudeOnlyTooLong } from './extrudeOnlyTooLong.ts';
import { extrudeRatio } from './extrudeRatio.ts';
import { extruderNotConfigured } from './extruderNotConfigured.ts';
import { fanIndexIgnored } from './fanIndexIgnored.ts';
import { feedZeroOrNegative } from './feedZeroOrNegative.ts';
import { filamentHeaderVsComputed } from './filamentHeaderVsComputed.ts';
import { firmwareRetractionUnsupported } from './firmwareRetractionUnsupported.ts';
import { firstLayerHeight } from './firstLayerHeight.ts';
import { hashComment } from './hashComment.ts';
import { heaterLeftOn } from './heaterLeftOn.ts';
import { heaterZeroed } from './heaterZeroed.ts';
import { inches } from './inches.ts';
import { layerCountMismatch } from './layerCountMismatch.ts';
import { layerHeightMismatch } from './layerHeightMismatch.ts';
import { layerOrder } from './layerOrder.ts';
import { layerTimeShort } from './layerTimeShort.ts';
import { leadingZeroCode } from './leadingZeroCode.ts';
import { loneCarriageReturn } from './loneCarriageReturn.ts';
import { m73NonMonotone } from './m73NonMonotone.ts';
import { m73RIgnored } from './m73RIgnored.ts';
import { m204Incomplete } from './m204Incomplete.ts';
import { m486OnKlipper } from './m486OnKlipper.ts';
import { m600WithoutMacro } from './m600WithoutMacro.ts';
import { macroRecursion } from './macroRecursion.ts';
import { malformedCommand } from './malformedCommand.ts';
import { missingFinalNewline } from './missingFinalNewline.ts';
import { missingParameter } from './missingParameter.ts';
import { mixedLineEnds } from './mixedLineEnds.ts';
import { motorsLeftOn } from './motorsLeftOn.ts';
import { nameNotConfigured } from './nameNotConfigured.ts';
import { nonUtf8Bytes } from './nonUtf8Bytes.ts';
import { notHomed } from './notHomed.ts';
import { noWaitBeforeExtrude } from './noWaitBeforeExtrude.ts';
import { nozzleMismatch } from './nozzleMismatch.ts';
import { nulBytes } from './nulBytes.ts';
import { objectExtrusionOutside } from './objectExtrusionOutside.ts';
import { octoprintObjectsOnly } from './octoprintObjectsOnly.ts';
import { oddCharacters } from './oddCharacters.ts';
import { outOfRange } from './outOfRange.ts';
import { overrideLeftOn } from './overrideLeftOn.ts';
import { parenComment } from './parenComment.ts';
import { placeholderLeft } from './placeholderLeft.ts';
import { reservedTagInCustomGcode } from './reservedTagInCustomGcode.ts';
import { retractionOverLimit } from './retractionOverLimit.ts';
import { retractSign } from './retractSign.ts';
import type { Rule } from './rule.ts';
import { saveRestoreUnbalanced } from './saveRestoreUnbalanced.ts';
import { sciNotation } from './sciNotation.ts';
import { slicerKlipperSettings } from './slicerKlipperSettings.ts';
import { spaceInCode } from './spaceInCode.ts';
import { stateNameUnknown } from './stateNameUnknown.ts';
import { temperatureWaitMissingBounds } from './temperatureWaitMissingBounds.ts';
import { tempOutOfRange } from './tempOutOfRange.ts';
import { thumbnailLength } from './thumbnailLength.ts';
import { timeHeaderVsComputed } from './timeHeaderVsComputed.ts';
import { truncatedFile } from './truncatedFile.ts';
import { typeVerboseMismatch } from './typeVerboseMismatch.ts';
import { unknownCommand } from './unknownCommand.ts';
import { unknownMacro } from './unknownMacro.ts';
import { unknownParameter } from './unknownParameter.ts';
import { unknownRule } from './unknownRule.ts';
import { unknownValue } from './unknownValue.ts';
import { velocityOverLimit } from './velocityOverLimit.ts';
import { volumetricFlowOverLimit } from './volumetricFlowOverLimit.ts';
import { zBelowZero } from './zBelowZero.ts';

/** Every rule, in the order in which people see them listed. A rule's place in it is its number inside one
 * reading. */
export const ALL_RULES: readonly Rule[] = [
  unknownCommand,
  unknownMacro,
  configSectionMissing,
  nameNotConfigured,
  macroRecursion,
  missingParameter,
  unknownParameter,
  unknownValue,
  malformedCommand,
  leadingZeroCode,
  spaceInCode,
  sciNotation,
  decimalComma,
  badNumber,
  emptyParameter,
  duplicateParameter,
  parenComment,
  hashComment,
  placeholderLeft,
  reservedTagInCustomGcode,
  oddCharacters,
  checksum,
  feedZeroOrNegative,
  inches,
  notHomed,
  zBelowZero,
  outOfRange,
  arcUnsupported,
  arcRelative,
  arcRadiusForm,
  arcNoCentre,
  arcRadiusMismatch,
  coldExtrude,
  noWaitBeforeExtrude,
  extrudeOnlyTooLong,
  extrudeRatio,
  volumetricFlowOverLimit,
  eModeMismatch,
  eResetMissing,
  retractSign,
  retractionOverLimit,
  firmwareRetractionUnsupported,
  heaterZeroed,
  tempOutOfRange,
  extruderNotConfigured,
  temperatureWaitMissingBounds,
  heaterLeftOn,
  dwellSeconds,
  m204Incomplete,
  velocityOverLimit,
  accelOverLimit,
  accelToDecelIgnored,
  fanIndexIgnored,
  m73NonMonotone,
  m73RIgnored,
  m600WithoutMacro,
  excludeMissingName,
  excludeBadJson,
  excludeUndefined,
  excludeDuplicate,
  excludeUnbalanced,
  m486OnKlipper,
  octoprintObjectsOnly,
  objectExtrusionOutside,
  conflictingPaths,
  stateNameUnknown,
  saveRestoreUnbalanced,
  overrideLeftOn,
  bedMeshProfileUnknown,
  motorsLeftOn,
  layerOrder,
  layerHeightMismatch,
  layerCountMismatch,
  firstLayerHeight,
  layerTimeShort,
  nozzleMismatch,
  typeVerboseMismatch,
  timeHeaderVsComputed,
  filamentHeaderVsComputed,
  slicerKlipperSettings,
  thumbnailLength,
  nonUtf8Bytes,
  nulBytes,
  byteOrderMark,
  loneCarriageReturn,
  mixedLineEnds,
  missingFinalNewline,
  truncatedFile,
  emptyFile,
  unknownRule,
];
