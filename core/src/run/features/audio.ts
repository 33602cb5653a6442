import { mean, median, robustDeviation, rootMeanSquare } from '../statistics.ts';
import type { FeatureDefinition } from './featureDefinition.ts';
import { remembered, type Section, valuesOf } from './section.ts';
import { type Spectrum, welch } from './spectrum.ts';

/** Mel bands from `LOWEST_HZ` to `HIGHEST_HZ`. */
const MEL_BANDS = 8;
const LOWEST_HZ = 50;
const HIGHEST_HZ = 4000;
const PIECE_SAMPLES = 1024;
const MEL = 'Stevens and Volkmann’s mel scale as 2595·log10(1 + f / 700)';

export const AUDIO_FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'audio_rms_db',
    unit: 'dB',
    meaning: 'Loudness: root mean square of the samples against full scale.',
    source: 'own',
    of: 'both',
    compute: (section) => decibels(rootMeanSquare(samplesOf(section)) ** 2),
  },
  ...Array.from({ length: MEL_BANDS }, (_, band) => melFeature(band)),
  {
    name: 'audio_pitch_error',
    unit: '',
    meaning:
      'Median relative distance between the planned step tone of the faster axis and the loudest tone within 15 % of it, while that axis keeps its speed.',
    source: 'own',
    of: 'both',
    compute: pitchError,
  },
  {
    name: 'audio_click_rate',
    unit: '1/min',
    meaning:
      'Clicks a minute: moments of 5 ms in which the change from sample to sample is more than 8 robust deviations above its median; those within 50 ms are one.',
    source: 'own',
    of: 'both',
    compute: clickRate,
  },
];

function melFeature(band: number): FeatureDefinition {
  const [low, high] = [band, band + 2].map((edge) =>
    hertzOfMel(
      melOf(LOWEST_HZ) + (edge * (melOf(HIGHEST_HZ) - melOf(LOWEST_HZ))) / (MEL_BANDS + 1),
    ),
  );
  return {
    name: `audio_mel_${band + 1}`,
    unit: 'dB',
    meaning: `Power in the mel band from ${Math.round(low ?? 0)} to ${Math.round(high ?? 0)} Hz, weighted by a triangle.`,
    source: MEL,
    of: 'both',
    compute: (section) => {
      const spectrum = spectrumOf(section);
      return spectrum ? decibels(triangularPower(spectrum, low ?? 0, high ?? 0)) : Number.NaN;
    },
  };
}

function melOf(hertz: number): number {
  return 2595 * Math.log10(1 + hertz / 700);
}

function hertzOfMel(mel: number): number {
  return 700 * (10 ** (mel / 2595) - 1);
}

/** The triangle has its top where its edges meet in mel. */
function triangularPower({ stepHz, density }: Spectrum, low: number, high: number): number {
  const top = hertzOfMel((melOf(low) + melOf(high)) / 2);
  let sum = 0;
  for (let k = Math.ceil(low / stepHz); k < density.length && k * stepHz <= high; k++) {
    const hertz = k * stepHz;
    const weight = hertz <= top ? (hertz - low) / (top - low) : (high - hertz) / (high - top);
    sum += (density[k] ?? 0) * weight * stepHz;
  }
  return sum;
}

function decibels(power: number): number {
  return power > 0 ? 10 * Math.log10(power) : Number.NaN;
}

const spectrumOf = remembered((section: Section) =>
  welch(samplesOf(section), section.run.audio?.rateHz ?? Number.NaN, PIECE_SAMPLES),
);

function samplesOf(section: Section): Float32Array {
  const time = valuesOf(section, 'source_t');
  return samplesBetween(section, time[0] ?? Number.NaN, time.at(-1) ?? Number.NaN);
}

function samplesBetween({ run: { audio } }: Section, from: number, to: number): Float32Array {
  if (!audio || Number.isNaN(from + to)) return NOTHING;
  const first = Math.max(0, Math.ceil((from - audio.startSourceSeconds) * audio.rateHz));
  const end = Math.max(first, Math.floor((to - audio.startSourceSeconds) * audio.rateHz));
  return audio.samples.subarray(first, end);
}

const NOTHING = new Float32Array(0);

/** Tones further away than this share of the planned one are others. */
const TONE_NEIGHBOURHOOD = 0.15;
const LOWEST_TONE_HZ = 100;
/** So many rows are listened to at once, and the speed may change by so much in them. */
const TONE_ROWS = 3;
const STEADY_WITHIN = 0.01;

function pitchError(section: Section): number {
  const { audio, printer } = section.run;
  if (!audio) return Number.NaN;
  const time = valuesOf(section, 'source_t');
  const speeds = (['commanded_x', 'commanded_y'] as const).map((axis) =>
    speedOf(valuesOf(section, 't'), valuesOf(section, axis)),
  );
  const errors: number[] = [];
  for (let row = 1; row + TONE_ROWS < time.length; row += TONE_ROWS) {
    const tones = speeds.map((speed) => steadyValue(speed.subarray(row, row + TONE_ROWS)));
    const tone = Math.max(...tones.map(Math.abs)) * printer.fullStepsPerMm;
    if (!(tone >= LOWEST_TONE_HZ && tone * (1 + TONE_NEIGHBOURHOOD) < audio.rateHz / 2)) continue;
    const samples = samplesBetween(section, time[row - 1] ?? 0, time[row + TONE_ROWS - 1] ?? 0);
    // Filled up with zeros by the next power of two, which makes the peak easier to place.
    const spectrum = welch(samples, audio.rateHz, samples.length);
    const found = spectrum && peakNear(spectrum, tone);
    if (found !== undefined) errors.push(Math.abs(found / tone - 1));
  }
  return median(errors);
}

function speedOf(time: Float64Array, place: Float64Array): Float64Array {
  return place.map((value, i) =>
    i === 0 ? Number.NaN : (value - (place[i - 1] ?? 0)) / ((time[i] ?? 0) - (time[i - 1] ?? 0)),
  );
}

/** The mean of values that are all alike, else NaN. */
function steadyValue(values: Float64Array): number {
  const centre = mean(values);
  return values.every((value) => Math.abs(value - centre) <= STEADY_WITHIN * Math.abs(centre))
    ? centre
    : Number.NaN;
}

/** The highest density near a tone, placed between its neighbours by a parabola. */
function peakNear({ stepHz, density }: Spectrum, tone: number): number | undefined {
  const first = Math.ceil((tone * (1 - TONE_NEIGHBOURHOOD)) / stepHz);
  const last = Math.floor((tone * (1 + TONE_NEIGHBOURHOOD)) / stepHz);
  let best = first;
  for (let k = first; k <= last; k++) if ((density[k] ?? 0) > (density[best] ?? 0)) best = k;
  const [before = 0, top = 0, behind = 0] = [density[best - 1], density[best], density[best + 1]];
  if (top <= 0) return undefined;
  const bend = before - 2 * top + behind;
  const shift = bend < 0 ? (before - behind) / (2 * bend) : 0;
  return (best + Math.min(0.5, Math.max(-0.5, shift))) * stepHz;
}

const CLICK_FRAME_S = 0.005;
const CLICK_DEVIATIONS = 8;
const CLICK_APART_S = 0.05;

function clickRate(section: Section): number {
  const rateHz = section.run.audio?.rateHz ?? Number.NaN;
  const samples = samplesOf(section);
  const frame = Math.max(2, Math.round(CLICK_FRAME_S * rateHz));
  const count = Math.floor(samples.length / frame);
  if (!(count > 0)) return Number.NaN;
  const levels = Float64Array.from({ length: count }, (_, i) => {
    let sum = 0;
    for (let k = i * frame + 1; k < (i + 1) * frame; k++)
      sum += ((samples[k] ?? 0) - (samples[k - 1] ?? 0)) ** 2;
    return Math.sqrt(sum / (frame - 1));
  });
  const centre = median(levels);
  const limit = centre + CLICK_DEVIATIONS * robustDeviation(levels, centre);
  let clicks = 0;
  let last = Number.NEGATIVE_INFINITY;
  levels.forEach((level, i) => {
    if (level <= limit) return;
    if ((i - last) * CLICK_FRAME_S > CLICK_APART_S) clicks++;
    last = i;
  });
  return (60 * clicks * rateHz) / samples.length;
}
