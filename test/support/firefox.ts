import { existsSync } from 'node:fs';
import puppeteer, { type Page } from 'puppeteer-core';

/** The Firefox that tests drive, by WebDriver BiDi. */
export const FIREFOX_PATH = process.env['FIREFOX_PATH'] ?? '/usr/bin/firefox-esr';

export interface OpenedFirefox {
  /** Opens a tab of the same profile. */
  openTab(): Promise<FirefoxTab>;
  close(): Promise<void>;
}

export interface FirefoxTab {
  readonly page: Page;
  /** Errors of scripts that nobody caught, and violations of the content security policy, which Firefox tells as errors. */
  readonly complaints: readonly string[];
}

/** Starts a Firefox with an empty profile. */
export async function openFirefox(): Promise<OpenedFirefox> {
  if (!existsSync(FIREFOX_PATH)) {
    throw new Error(`There is no ${FIREFOX_PATH}: install firefox-esr, or name another one in FIREFOX_PATH.`);
  }
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath: FIREFOX_PATH, headless: true });
  return {
    async openTab() {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await page.setViewport({ width: 1440, height: 900 });
      return { page, complaints };
    },
    close: () => browser.close(),
  };
}
