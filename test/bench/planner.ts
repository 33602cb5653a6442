// Prints how far our planned times are from those of Klipper itself, for every recorded file and profile.
//
//   npm run planner
import { recordedTimes } from '../support/plannedTime.ts';

console.log('file                     profile     Klipper        ours   difference');
for (const { file, profile, klipper, ours } of recordedTimes()) {
  const percent = ((ours - klipper) / klipper) * 100;
  console.log(
    `${file.padEnd(24)} ${profile.padEnd(7)} ${klipper.toFixed(3).padStart(9)} s ${ours.toFixed(3).padStart(9)} s ${percent.toFixed(4).padStart(10)} %`,
  );
}
