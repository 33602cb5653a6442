import { describe, expect, it } from 'vitest';
import { type EncodedPicture, pictureOf } from '../../client/src/summary/picture.ts';

// The smallest PNG there is: one pixel.
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function picture(given: Partial<EncodedPicture> = {}): EncodedPicture {
  return { mimeType: 'image/png', base64: png, width: 1, height: 1, ...given };
}

describe('a picture out of a file', () => {
  it('is shown when it is what it says', () => {
    expect(pictureOf(picture())).toEqual({
      source: `data:image/png;base64,${png}`,
      width: 1,
      height: 1,
    });
  });

  it.each<[string, Partial<EncodedPicture>]>([
    ['markup that calls itself a PNG', { base64: btoa('<svg onload="alert(1)"/>') }],
    ['a JPEG that calls itself a PNG', { base64: '/9j/4AAQSkZJRg==' }],
    ['an SVG', { mimeType: 'image/svg+xml' as 'image/png' }],
    ['a kind named like what every object has', { mimeType: 'constructor' as 'image/png' }],
    ['letters that are not base64', { base64: `${png}"><script>` }],
    ['a picture larger than any slicer makes', { base64: `iVBORw0KGgo${'A'.repeat(6_000_000)}` }],
    ['a picture without width', { width: 0 }],
    ['a picture of absurd height', { height: 1e9 }],
    ['a picture that is half a pixel wide', { width: 0.5 }],
  ])('is not shown when it is %s', (_, given) => {
    expect(pictureOf(picture(given))).toBeNull();
  });

  it('is not needed', () => {
    expect([pictureOf(null), pictureOf(undefined)]).toEqual([null, null]);
  });
});
