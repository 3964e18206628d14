/**
 * Every sentence of the app, one file an area. A key is `area.name`; its type is the catalogue itself, so a key that is missing
 * does not compile. Messages are ICU: plurals and values in the sentence, never sentences put together from pieces.
 */
import actions from './en/actions.json';
import activity from './en/activity.json';
import admin from './en/admin.json';
import app from './en/app.json';
import auth from './en/auth.json';
import calendar from './en/calendar.json';
import charts from './en/charts.json';
import compare from './en/compare.json';
import curves from './en/curves.json';
import fields from './en/fields.json';
import fitness from './en/fitness.json';
import gear from './en/gear.json';
import help from './en/help.json';
import imports from './en/imports.json';
import list from './en/list.json';
import manual from './en/manual.json';
import maps from './en/maps.json';
import notes from './en/notes.json';
import pairs from './en/pairs.json';
import ranges from './en/ranges.json';
import records from './en/records.json';
import samples from './en/samples.json';
import settings from './en/settings.json';
import sports from './en/sports.json';
import streams from './en/streams.json';
import thresholds from './en/thresholds.json';
import today from './en/today.json';
import totals from './en/totals.json';
import units from './en/units.json';
import welcome from './en/welcome.json';
import zones from './en/zones.json';

export const catalogue = {
  actions,
  activity,
  admin,
  app,
  auth,
  calendar,
  charts,
  compare,
  curves,
  fields,
  fitness,
  gear,
  help,
  imports,
  list,
  manual,
  maps,
  notes,
  pairs,
  ranges,
  records,
  samples,
  settings,
  sports,
  streams,
  thresholds,
  today,
  totals,
  units,
  welcome,
  zones
} as const;

type Catalogue = typeof catalogue;

export type MessageKey = {
  [Area in keyof Catalogue]: `${Area & string}.${keyof Catalogue[Area] & string}`;
}[keyof Catalogue];

/** The message of a key, as it stands in the catalogue. */
export function messageOf(key: MessageKey): string {
  const dot = key.indexOf('.');
  const area = catalogue[key.slice(0, dot) as keyof Catalogue] as Record<string, string>;
  const message = area[key.slice(dot + 1)];
  if (message === undefined) throw new Error(`No message ${key}`);
  return message;
}

/** Whether a key that came as data (an error's code, a metric's name) is in the catalogue. */
export function isMessageKey(key: string): key is MessageKey {
  const dot = key.indexOf('.');
  const area = catalogue[key.slice(0, dot) as keyof Catalogue] as Record<string, string> | undefined;
  return area !== undefined && Object.hasOwn(area, key.slice(dot + 1));
}
