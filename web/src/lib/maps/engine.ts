import 'maplibre-gl/dist/maplibre-gl.css';
// Our policy knows no workers from blobs, so the engine gets the address of its worker's file.
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import {
  AttributionControl,
  GeoJSONSource,
  Map as Engine,
  Marker,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type ExpressionSpecification,
  type StyleSpecification
} from 'maplibre-gl';
import { colourOf } from '#lib/charts/colours.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import type { UnitSystem } from '#lib/units/convert.ts';
import { RAMP } from './colouring.ts';
import type { Bounds, Position } from './track.ts';

setWorkerUrl(workerUrl);

/** Where tiles come from, where the instance names a server for them. */
export interface Tiles {
  readonly url: string;
  readonly attribution: string | null;
}

/** A line on the map, with its step on the ramp; -1 is the track's own colour. */
export interface Line {
  readonly level: number;
  readonly line: readonly Position[];
}

/** Where a map looks. */
export interface Camera {
  readonly center: Position;
  readonly zoom: number;
}

const PADDING_PX = 36;
const NEAREST_ZOOM = 17;
const TILE_PX = 256;

/** A map in a box: a ground in our colour, tiles only where the instance has them, tracks as lines. */
export class TrackMap {
  readonly #engine: Engine;
  #here: Marker | null = null;
  #marks: Marker[] = [];
  #isReady: Promise<void>;

  /** Looks at all of some bounds, or where another map looked. Throws where the browser has no WebGL. */
  constructor(box: HTMLElement, place: Bounds | Camera, tiles: Tiles | null, scaleUnit: UnitSystem) {
    this.#engine = new Engine({
      container: box,
      style: styleOf(tiles),
      ...('zoom' in place ? { center: place.center, zoom: place.zoom } : fitting(place)),
      attributionControl: false,
      // A page that scrolls over a map goes on scrolling.
      cooperativeGestures: true,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      locale: {
        'Map.Title': t('maps.label'),
        'NavigationControl.ZoomIn': t('maps.zoom_in'),
        'NavigationControl.ZoomOut': t('maps.zoom_out'),
        'CooperativeGesturesHandler.WindowsHelpText': t('maps.scroll_ctrl'),
        'CooperativeGesturesHandler.MacHelpText': t('maps.scroll_cmd'),
        'CooperativeGesturesHandler.MobileHelpText': t('maps.two_fingers'),
        'AttributionControl.ToggleAttribution': t('maps.attribution')
      }
    });
    this.#engine.touchZoomRotate.disableRotation();
    this.#engine.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    this.#engine.addControl(new ScaleControl({ unit: scaleUnit }), 'bottom-left');
    if (tiles?.attribution) {
      this.#engine.addControl(new AttributionControl({ customAttribution: asText(tiles.attribution) }));
    }
    this.#isReady = new Promise((resolve) => this.#engine.once('load', () => resolve()));
  }

  /** Colours as the theme has them now. */
  async paint(): Promise<void> {
    await this.#isReady;
    this.#engine.setPaintProperty('ground', 'background-color', colourOf('--sunken'));
    this.#engine.setPaintProperty('track', 'line-color', levelColours());
    this.#engine.setPaintProperty('casing', 'line-color', colourOf('--sheet'));
    this.#engine.setPaintProperty('stretch', 'line-color', colourOf('--ink'));
  }

  async draw(lines: readonly Line[]): Promise<void> {
    await this.#isReady;
    this.#source('track')?.setData(collection(lines));
  }

  /** Mark a stretch of the track; an empty one marks nothing. */
  async mark(stretch: readonly Position[]): Promise<void> {
    await this.#isReady;
    const lines = stretch.length > 1 ? [{ level: -1, line: stretch }] : [];
    this.#source('stretch')?.setData(collection(lines));
  }

  /** Elements that stand at places. */
  place(marks: readonly { element: HTMLElement; position: Position }[]): void {
    for (const mark of this.#marks) mark.remove();
    this.#marks = marks.map(({ element, position }) =>
      new Marker({ element }).setLngLat(position).addTo(this.#engine)
    );
  }

  /** Where the crosshair is; null takes the marker away. */
  point(element: HTMLElement, position: Position | null): void {
    if (position === null) {
      this.#here?.remove();
      this.#here = null;
    } else if (this.#here === null) {
      this.#here = new Marker({ element }).setLngLat(position).addTo(this.#engine);
    } else this.#here.setLngLat(position);
  }

  get camera(): Camera {
    const { lng, lat } = this.#engine.getCenter();
    return { center: [lng, lat], zoom: this.#engine.getZoom() };
  }

  fit(bounds: Bounds): void {
    this.#engine.fitBounds([bounds.west, bounds.south, bounds.east, bounds.north], {
      padding: PADDING_PX,
      maxZoom: NEAREST_ZOOM,
      duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 300
    });
  }

  /** Call back with the position under the pointer, or null when it leaves. */
  follow(point: (position: Position | null) => void): void {
    this.#engine.on('mousemove', (event) => point([event.lngLat.lng, event.lngLat.lat]));
    this.#engine.on('mouseout', () => point(null));
    this.#engine.on('click', (event) => point([event.lngLat.lng, event.lngLat.lat]));
  }

  remove(): void {
    this.#engine.remove();
  }

  #source(id: string): GeoJSONSource | undefined {
    return this.#engine.getSource<GeoJSONSource>(id);
  }
}

function fitting({ west, south, east, north }: Bounds) {
  const bounds: [number, number, number, number] = [west, south, east, north];
  return { bounds, fitBoundsOptions: { padding: PADDING_PX, maxZoom: NEAREST_ZOOM } };
}

function styleOf(tiles: Tiles | null): StyleSpecification {
  const line = { 'line-join': 'round', 'line-cap': 'round' } as const;
  return {
    version: 8,
    sources: {
      ...(tiles === null
        ? {}
        : { tiles: { type: 'raster' as const, tiles: [tiles.url], tileSize: TILE_PX } }),
      track: { type: 'geojson', data: collection([]) },
      stretch: { type: 'geojson', data: collection([]) }
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colourOf('--sunken') } },
      ...(tiles === null
        ? []
        : [{ id: 'tiles', type: 'raster' as const, source: 'tiles', paint: { 'raster-opacity': 0.9 } }]),
      {
        id: 'casing',
        type: 'line',
        source: 'track',
        layout: line,
        paint: { 'line-color': colourOf('--sheet'), 'line-width': 7 }
      },
      {
        id: 'stretch',
        type: 'line',
        source: 'stretch',
        layout: line,
        paint: { 'line-color': colourOf('--ink'), 'line-width': 8 }
      },
      {
        id: 'track',
        type: 'line',
        source: 'track',
        layout: line,
        paint: { 'line-color': levelColours(), 'line-width': 3.5 }
      }
    ]
  };
}

function levelColours(): ExpressionSpecification {
  const steps = RAMP.flatMap((token, level): (number | string)[] => [level, colourOf(token)]);
  // A `match` of unknown length is more than the type of an expression can say.
  return ['match', ['get', 'level'], ...steps, colourOf('--accent')] as unknown as ExpressionSpecification;
}

function collection(lines: readonly Line[]): Exclude<Parameters<GeoJSONSource['setData']>[0], string> {
  return {
    type: 'FeatureCollection',
    features: lines.map(({ level, line }) => ({
      type: 'Feature',
      properties: { level },
      geometry: { type: 'LineString', coordinates: line.map(([x, y]) => [x, y]) }
    }))
  };
}

/** The engine takes an attribution as markup; ours is plain text. */
function asText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
