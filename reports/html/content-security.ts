/** The page's own Content-Security-Policy: nothing is loaded from anywhere, and only the scripts named by hash run. */
import { createHash } from 'node:crypto';

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;

/** The policy for exactly these inline scripts and style sheets. A changed byte of them and they do not run. Pure. */
export function contentSecurityPolicyOf(scripts: readonly string[], styles: readonly string[]): string {
  return [
    "default-src 'none'",
    `script-src ${scripts.map(hashOf).join(' ')}`,
    `style-src ${styles.map(hashOf).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
