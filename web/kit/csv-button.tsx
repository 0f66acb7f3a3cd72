import { Button, Menu } from '@mantine/core'
import { ChevronDown, Download } from 'lucide-react'
import { type Separator, SEPARATORS, separatedBy, useSeparator } from './csv.ts'
import { t } from './i18n.ts'

type CsvButtonProps = { address: string; download: string }

/** Loads a file at once; beside it stands how its columns are kept apart, which is remembered. */
export function CsvButton({ address, download }: CsvButtonProps) {
  const [separator, choose] = useSeparator()
  return (
    <Button.Group>
      <Button
        component="a"
        variant="default"
        href={separatedBy(address, separator)}
        download={download}
        leftSection={<Download size={15} aria-hidden />}
      >
        {t('Export CSV')}
      </Button>
      <Menu position="bottom-end" shadow="lg">
        <Menu.Target>
          <Button variant="default" px={8} aria-label={t('Columns of the file')}>
            <ChevronDown size={15} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('Columns are kept apart by')}</Menu.Label>
          <Menu.RadioGroup value={separator} onChange={(value) => choose(value as Separator)}>
            {SEPARATORS.map((one) => (
              <Menu.RadioItem key={one} value={one}>
                {WORDS[one]}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  )
}

const WORDS: Record<Separator, string> = {
  comma: t('Commas'),
  semicolon: t('Semicolons, as in Excel with decimal commas'),
  tab: t('Tabs'),
}
