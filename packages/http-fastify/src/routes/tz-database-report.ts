/** Which releases of the tz database are at hand, such as `2025b`. */
export interface TzDatabaseReport {
  /** The one that every answer rests on. */
  readonly version: string;
  /** That of the platform, which no answer rests on; left out where it does not tell. */
  readonly platform?: string;
  /** Whether they are the same. Others on this machine may show other local times if not. */
  readonly same?: boolean;
}

export const tzDatabaseReport = (version: string, platform: string | undefined): TzDatabaseReport =>
  platform === undefined ? { version } : { version, platform, same: version === platform };
