import { defineProblems } from '#platform/problem.ts'

export const SettingProblem = defineProblems({
  setting_not_found: [404, 'There is no such setting.'],
})
