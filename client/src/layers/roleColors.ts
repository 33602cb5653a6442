import type { Role } from '#core/contract/outline';
import type { RoleColor } from '#core/contract/summaryView';

// Near what people know from slicers' previews. package.json has the shades for dark, light and high
// contrast themes, each at least 3 : 1 against the background of a side bar; anyone can change them.
const roleColors: Readonly<Record<Role, RoleColor>> = {
  'outer wall': 'outerWall',
  'inner wall': 'innerWall',
  'thin wall': 'innerWall',
  overhang: 'overhang',
  bridge: 'overhang',
  'internal bridge': 'overhang',
  'sparse infill': 'sparseInfill',
  'solid infill': 'solidInfill',
  'bottom surface': 'solidInfill',
  'top surface': 'topSurface',
  ironing: 'topSurface',
  support: 'support',
  'support interface': 'support',
  skirt: 'adhesion',
  brim: 'adhesion',
  raft: 'adhesion',
  'prime tower': 'tower',
  flush: 'tower',
  'gap fill': 'other',
  mill: 'other',
  custom: 'other',
  mixed: 'other',
  unknown: 'other',
};

/** The colour in which a role is shown; a role of a newer server is `other`. */
export function roleColor(role: Role): RoleColor {
  return roleColors[role] ?? 'other';
}
