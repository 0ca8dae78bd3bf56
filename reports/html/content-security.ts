/** The page's own Content-Security-Policy: nothing is loaded from elsewhere, and no script runs but our own. */
import { createHash } from 'node:crypto';

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;

const policyOf = (scripts: string, styles: string): string =>
  [
    "default-src 'none'",
    `script-src ${scripts}`,
    `style-src ${styles}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** The policy for exactly these inline scripts and style sheets. A changed byte of them and they do not run. Pure. */
export function contentSecurityPolicyOf(scripts: readonly string[], styles: readonly string[]): string {
  return policyOf(scripts.map(hashOf).join(' '), styles.map(hashOf).join(' '));
}

/** The policy of a page whose scripts and style sheet are files beside it: nothing inline runs at all. */
export const OWN_FILES_POLICY = policyOf("'self'", "'self'");
