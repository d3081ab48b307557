/** What an archive says about itself: its `package.json`, which also makes its scripts ES modules. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  /** The versions of Node that it runs on, as npm writes them. */
  readonly node: string;
  /** Hosts beside the known ones that the app was built to connect to. */
  readonly allowedHosts: readonly string[];
}

interface ManifestFile {
  readonly name: string;
  readonly version: string;
  readonly private: true;
  readonly type: 'module';
  readonly engines: { readonly node: string };
  readonly allowedHosts?: readonly string[];
}

/** Prints `package.json` of an archive. */
export function printManifest({ name, version, node, allowedHosts }: PackageManifest): string {
  const file: ManifestFile = {
    name,
    version,
    private: true,
    type: 'module',
    engines: { node },
    ...(allowedHosts.length === 0 ? {} : { allowedHosts }),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** Reads what `printManifest` printed; its checksum was compared before. */
export function readManifest(text: string): PackageManifest {
  const { name, version, engines, allowedHosts = [] } = JSON.parse(text) as ManifestFile;
  return { name, version, node: engines.node, allowedHosts };
}
