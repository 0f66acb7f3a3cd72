import { List, Text } from '@mantine/core'
import { t } from '#kit/i18n.ts'

const SHOWN = 5

type FirstFailuresProps = { failures: readonly { line: number; reason: string }[] }

/** Mostly one mistake is made in every row: whoever reads the first ones need not load the rest. */
export const FirstFailures = ({ failures }: FirstFailuresProps) => (
  <List size="sm" aria-label={t('The first rows that failed')}>
    {failures.slice(0, SHOWN).map(({ line, reason }) => (
      <List.Item key={line}>
        {t('Line {{line}}:', { line })}{' '}
        <Text span inherit lang="en">
          {reason}
        </Text>
      </List.Item>
    ))}
  </List>
)
