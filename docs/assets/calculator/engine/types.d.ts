/** The types of the engine's scripts, in a file that no page loads. */

/** `packed`: its bytes on the line, from a host that compresses it. */
export type FileFacts = { bytes: number; packed: number; sha256: string };

export type Files = Record<string, FileFacts>;

export type Manifest = { folder: string; lock: { info: { python: string } }; files: Files; scripts: string[] };

/**
 * What a start is made from: the snapshot, which is Python's memory as it is after its start, or the
 * library, from the beginning.
 */
export type Source = "memory" | "library";

export type StartRequest = {
  type: "start";
  manifest: Manifest;
  /** Address of the folder with the manifest, beside which the runtime's is. */
  base: string;
  library: string;
  /** Whether to leave out the functions that the engine is not known to call. */
  slim: boolean;
  /** Whether to go past the browser's cache. */
  fresh: boolean;
  /** Whether the start may be made from the snapshot, where that is quicker. */
  memory: boolean;
};

/** What a Python function is called with. */
export type Given = string | number | Uint8Array;

export type CallRequest = { type: "call"; id: number; module: string; name: string; given: Given[] };

export type Stage = "download" | "python" | "rules";

/** What can go wrong. */
export type Code =
  | "offline" | "missing" | "damaged" | "stalled" | "start" | "python" | "slow" | "short" | "died" | "unsupported";

export type Message =
  | { type: "progress"; loaded: number; total: number }
  | { type: "stage"; stage: Stage }
  | { type: "ready"; source: Source }
  | { type: "answer"; id: number; answer: string | Uint8Array }
  | { type: "failure"; id: number | null; code: Code; detail: string; source: Source };

/** As much of it as is used here. */
export type Pyodide = {
  runPython(code: string): any;
  pyimport(name: string): any;
  FS: { writeFile(path: string, content: Uint8Array): void };
};

export type Question = {
  module: string;
  name: string;
  given: Given[];
  resolve(value: any): void;
  reject(error: unknown): void;
};

export type State = "idle" | "loading" | "ready" | "failed";

/** How the engine comes along, as the page shows it. */
export type Loading = {
  state: "waiting" | "loading" | "ready" | "failed";
  stage?: string;
  loaded?: number;
  total?: number;
  message?: string;
};
