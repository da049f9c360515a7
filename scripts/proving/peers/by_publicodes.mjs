// Answer documents with publicodes, one after the other. Standard input holds the rules and the
// documents as JSON; results and times in milliseconds go to standard output as JSON.
import { readFileSync } from 'node:fs'
import Engine from 'publicodes'

const { rules, documents } = JSON.parse(readFileSync(0, 'utf8'))
const NEVER = '01/01/1900'
const spaced = (name) => name.replaceAll(/[_-]/g, ' ')

const EVENTS = ['quality_certified', 'quality_recertified', 'green_certified', 'green_recertified',
  'gi_registered', 'gi_project_listed',
  'china_brand', 'sanjin_brand', 'shanxi_premium', 'jincheng_brand',
  'national_culture_park', 'provincial_culture_park']
const AWARDS = ['revenue_milestone', 'system_certification', 'geographical_indication',
  'gi_protection_project', 'china_brand', 'sanjin_brand', 'shanxi_premium', 'jincheng_brand',
  'national_culture_park', 'provincial_culture_park']

// What is the same for each event, each award and each year is written out here.
const written = { ...rules }
for (const event of EVENTS.map(spaced)) {
  written[`day of ${event}`] = null
  written[`new ${event}`] = {
    'toutes ces conditions': [`day of ${event} >= first day`, `day of ${event} <= last day`],
  }
}
for (const award of AWARDS.map(spaced)) written[`overlap ${award}`] = null
const PEAKS = { 2023: 'peak revenue to 2022', 2024: 'peak to 2023', 2025: 'peak to 2024' }
for (const [year, peak] of Object.entries(PEAKS)) {
  const tiers = [100000, 200000, 300000, 500000].map((award, number) => ({
    variations: [
      { si: { 'toutes ces conditions': [
          `${peak} < tier ${number + 1}`, `revenue ${year} >= tier ${number + 1}`] },
        alors: award },
      { sinon: 0 },
    ],
  }))
  written[`award ${year}`] = {
    variations: [
      { si: 'tiers cumulate', alors: { somme: tiers } },
      { sinon: { 'le maximum de': tiers } },
    ],
  }
}

const yes = (value) => (value ? 'oui' : 'non')

function situation({ answers, readings }) {
  const found = {
    applicant: `'${answers.applicant}'`,
    size: `'${answers.size}'`,
    'in specialised town': yes(answers.in_specialised_town),
    'leading industry': yes(answers.leading_industry),
    agricultural: yes(answers.agricultural),
    'national title is base': yes(answers.national_title_is_base),
    'peak revenue to 2022': answers.peak_revenue_to_2022,
    'revenue 2023': answers.revenue_2023,
    'revenue 2024': answers.revenue_2024,
    'revenue 2025': answers.revenue_2025,
  }
  for (const event of EVENTS) {
    const day = answers[event] ? answers[event].split('-').reverse().join('/') : NEVER
    found[`day of ${spaced(event)}`] = day
  }
  for (const award of AWARDS) {
    found[`overlap ${spaced(award)}`] = yes(answers.overlaps.includes(award.replaceAll('_', '-')))
  }
  for (const [reading, value] of Object.entries(readings)) {
    if (spaced(reading) in rules) found[spaced(reading)] = yes(value)
  }
  return found
}

const quiet = { log() {}, warn() {}, error: console.error }
const engine = new Engine(written, { logger: quiet })

function answer(document) {
  engine.setSituation(situation(document))
  const found = {}
  for (const award of AWARDS) found[award] = engine.evaluate(`paid ${spaced(award)}`).nodeValue || 0
  found.total = engine.evaluate('total').nodeValue || 0
  return found
}

answer(documents[0])
const results = []
const milliseconds = []
for (const document of documents) {
  const start = process.cpuUsage()
  results.push(answer(document))
  const { user, system } = process.cpuUsage(start)
  milliseconds.push((user + system) / 1000)
}
process.stdout.write(JSON.stringify({ results, milliseconds }))
