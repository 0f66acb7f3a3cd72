#!/usr/bin/env node
// This file keeps to words that very old versions of Node know, so that they can say what is wrong.
const major = Number(process.versions.node.split('.')[0])

if (major >= 20) {
  void import('./bootstrap.mjs').then(({ bootstrap }) => bootstrap(process.argv.slice(2)))
} else {
  console.error(
    'Penstock needs Node.js 20 or newer, and this is ' +
      process.version +
      '.\n' +
      'Install a newer one from https://nodejs.org, then start again.',
  )
  process.exitCode = 1
}
