import { ActionIcon, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { Terminal } from 'lucide-react'
import { addressOf } from '#kit/api.ts'
import { copyText } from '#kit/copy-button.tsx'
import { t } from '#kit/i18n.ts'
import { asked } from '../question.ts'
import { ordersRoute } from '../routes.ts'

const LABEL = t('Copy as API request')

/** The same question for a program; the key is left to whoever runs it. */
export function CopyRequest() {
  const search = ordersRoute.useSearch()
  const copy = async () => {
    const url = new URL(addressOf('/orders', asked(search)), location.origin)
    const isCopied = await copyText(
      `curl '${url.href}' \\\n  -H "authorization: Bearer $PENSTOCK_KEY"`,
    )
    if (!isCopied) return
    notifications.show({
      color: 'water',
      title: t('Copied as a request with curl'),
      message: t('Put an API key with the permission orders.read into PENSTOCK_KEY.'),
    })
  }
  return (
    <Tooltip label={LABEL}>
      <ActionIcon variant="default" size={36} aria-label={LABEL} onClick={() => void copy()}>
        <Terminal size={15} />
      </ActionIcon>
    </Tooltip>
  )
}
