import { ActionIcon, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { t } from './i18n.ts'

const SHOWN_MS = 2_000

export function CopyButton({ value, label }: { value: string; label: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    if (!(await copyText(value))) return
    setCopied(true)
    setTimeout(() => setCopied(false), SHOWN_MS)
  }
  return (
    <Tooltip label={copied ? t('Copied') : label}>
      <ActionIcon size={26} aria-label={copied ? t('Copied') : label} onClick={() => void copy()}>
        {copied ? <Check size={14} /> : <Copy size={14} />}
      </ActionIcon>
    </Tooltip>
  )
}

/** Says so itself where the browser refuses, and shows the text to be copied by hand. */
export async function copyText(text: string): Promise<boolean> {
  const isCopied = await toClipboard(text)
  if (!isCopied) {
    notifications.show({
      color: 'red',
      title: t('The browser does not allow copying. Copy it by hand:'),
      message: text,
      autoClose: false,
    })
  }
  return isCopied
}

/** A shop that is opened by plain http in its own network has no clipboard of the new kind. */
async function toClipboard(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
  }
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  const isCopied = document.execCommand('copy')
  area.remove()
  return isCopied
}
