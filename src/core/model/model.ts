/** Version of the Digital Twins Definition Language that an interface is written in. */
export type DtdlVersion = 2 | 3;

/** Schemas that are one word. The last two are IoT Central’s own. */
export const NAMED_SCHEMAS = [
  'boolean',
  'date',
  'dateTime',
  'double',
  'duration',
  'float',
  'integer',
  'long',
  'string',
  'time',
  'point',
  'lineString',
  'polygon',
  'multiPoint',
  'multiLineString',
  'multiPolygon',
  'geopoint',
  'vector',
] as const;

export type NamedSchema = (typeof NAMED_SCHEMAS)[number];

/** What a value looks like. */
export type ModelSchema =
  | { readonly kind: 'named'; readonly name: NamedSchema }
  | { readonly kind: 'enum'; readonly of: 'integer' | 'string'; readonly values: readonly EnumValue[] }
  | { readonly kind: 'object'; readonly fields: readonly ModelField[] }
  | { readonly kind: 'map'; readonly value: ModelSchema }
  | { readonly kind: 'array'; readonly element: ModelSchema };

export interface EnumValue {
  readonly name: string;
  readonly value: number | string;
}

/** A named value: a field of an object, or the payload of a command. */
export interface ModelField {
  readonly name: string;
  readonly schema: ModelSchema;
}

interface Named {
  readonly name: string;
  /** In English where the model has several languages; null when it says none. */
  readonly displayName: string | null;
  /** What its `@type` says beside the kind, such as `Temperature` or `Cloud`. */
  readonly semanticTypes: readonly string[];
}

/** A value that a device sends. */
export interface ModelTelemetry extends Named {
  readonly kind: 'telemetry';
  readonly schema: ModelSchema;
  readonly unit: string | null;
}

/** A value that a device keeps. */
export interface ModelProperty extends Named {
  readonly kind: 'property';
  readonly schema: ModelSchema;
  readonly unit: string | null;
  readonly writable: boolean;
  /** Kept by IoT Central and never told to the device. */
  readonly cloud: boolean;
}

/** Something that a device does when it is asked to. */
export interface ModelCommand extends Named {
  readonly kind: 'command';
  readonly request: ModelField | null;
  readonly response: ModelField | null;
  /** IoT Central’s “Queue if offline”: goes out as a message, which waits for the device, and has no answer. */
  readonly durable: boolean;
}

/** A part of a device with an interface of its own, by its ID. */
export interface ModelPart extends Named {
  readonly kind: 'component';
  readonly schema: string;
}

/** A tie to another twin, which a device knows nothing of. */
export interface ModelRelationship extends Named {
  readonly kind: 'relationship';
}

export type ModelElement = ModelTelemetry | ModelProperty | ModelCommand | ModelPart | ModelRelationship;

/** One interface as its document says it; what it extends is not looked up yet. */
export interface ModelInterface {
  readonly id: string;
  readonly version: DtdlVersion;
  readonly displayName: string | null;
  readonly extends: readonly string[];
  readonly contents: readonly ModelElement[];
}

/** What a device, or a component of it, has: its interface and all that this extends. */
export interface ModelComponent {
  readonly interfaceId: string;
  readonly displayName: string | null;
  readonly telemetry: readonly ModelTelemetry[];
  readonly properties: readonly ModelProperty[];
  readonly commands: readonly ModelCommand[];
}

/** Everything that a device of a model has. */
export interface DeviceModel extends ModelComponent {
  /** By their names. */
  readonly components: ReadonlyMap<string, ModelComponent>;
}
