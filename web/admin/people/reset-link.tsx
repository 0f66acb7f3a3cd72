import { Button, Modal, Stack, Text } from '@mantine/core'
import { ResetLinkView } from '#contract/access'
import { send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { useChange } from '#kit/use-change.ts'
import { PasswordLink } from './password-link.tsx'
import type { User } from './queries.ts'

/** For who forgot the password and gets no mail, or lost the link of the invitation. */
export function ResetLinkDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const make = useChange({
    run: () => send('POST', `/users/${user.id}/reset-link`, undefined, ResetLinkView),
    faultInPlace: true,
  })
  return (
    <Modal opened onClose={onClose} title={t('Link for {{name}}', { name: user.name })}>
      <Stack gap="md">
        <FormFault error={make.error} />
        {make.data ? (
          <>
            <PasswordLink email={user.email} name={t('Link for a password')} link={make.data} />
            <Button onClick={onClose}>{t('Done')}</Button>
          </>
        ) : (
          <>
            <Text size="sm">
              {t(
                'With it they choose a new password, which ends their sessions. Earlier links end now.',
              )}
            </Text>
            <Button loading={make.isPending} onClick={() => make.mutate()} data-autofocus>
              {t('Make the link')}
            </Button>
          </>
        )}
      </Stack>
    </Modal>
  )
}
