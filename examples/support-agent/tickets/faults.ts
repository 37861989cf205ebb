// How customers describe what is wrong, kind of goods by kind of goods, close to the articles or far from them.
import type { Category } from '../shop/catalogue.ts';

export const faults: Readonly<Record<Category, readonly string[]>> = {
  audio: [
    'crackles on the left side',
    'has no sound in one ear',
    'cuts out all the time',
    'does not charge in its case any more',
  ],
  laptops: [
    'does not start any more',
    'has a hinge that cracked while opening it',
    'loses its battery in an hour',
    'shows a row of dead pixels',
    'types every letter twice, so the keyboard is defective',
  ],
  phones: [
    'does not charge any more',
    'has a display that flickers',
    'rattles in every call',
    'stopped focusing with the camera',
  ],
  cameras: [
    'does not focus any more, it hunts forever',
    'has a shutter that fires twice, clearly faulty',
    'shows the same hot spots in every frame, a defect',
  ],
  kitchen: [
    'shows an error code and stops',
    'leaks from the base',
    'has no pressure at all',
    'quit after one minute and trips the fuse',
  ],
  vacuums: [
    'stops after ten minutes',
    'loses its map and drives in circles',
    'does not charge in the dock',
    'has a brush that stopped turning',
  ],
  furniture: [
    'creaks and the frame gave way',
    'has a seat that sinks on one side',
    'has veneer coming off at the edge',
    'has a drawer that fails to close',
  ],
  mattresses: ['has a hollow four centimetres deep', 'has a seam coming apart', 'has a zip that failed'],
  apparel: [
    'has a seam coming apart',
    'has a membrane that peels',
    'has a zip that is defective',
    'unravels at the sleeve',
  ],
  footwear: ['has a sole coming off', 'leaks at the toe', 'has an eyelet that broke'],
  toys: [
    'does not run any more',
    'is silent, the sound module is dead',
    'has bricks that do not grip, a defect I think',
  ],
  garden: [
    'does not start any more',
    'stopped in the middle of the lawn with a rattle',
    'has a trigger that fails half of the time',
  ],
  beauty: ['stops in mid-stroke', 'has no vibration any more', 'does not charge on its stand', 'quit last night'],
  ebikes: [
    'cuts out on every hill',
    'has a dead display',
    'loses half of its range, faulty battery I guess',
    'shows error E7 and stops',
  ],
};
