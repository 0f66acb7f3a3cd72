import { Button, Modal, Stack, Text } from '@mantine/core'
import { useEffect } from 'react'
import { focusReturn } from '#kit/focus-return.ts'
import { t } from '#kit/i18n.ts'
import { SecretOnce } from '#kit/secret-once.tsx'
import { Sentence } from '#kit/sentence.tsx'

/** Closed only by the button: a click beside it must not lose the key. */
export function NewSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  // Other dialogs leave this to their button in the corner, which this one does not have.
  useEffect(focusReturn, [])
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('Your new API key')}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack gap="md">
        <SecretOnce
          name={t('API key')}
          value={secret}
          warning={t('Copy it now: it is shown only this once.')}
        />
        <Text size="sm">
          <Sentence
            says="Send it as <code>Authorization: Bearer …</code> with each request."
            parts={{ code: <code /> }}
          />
        </Text>
        <Button onClick={onClose}>{t('I have copied it')}</Button>
      </Stack>
    </Modal>
  )
}
