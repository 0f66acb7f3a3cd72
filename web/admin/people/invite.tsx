import { Button, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import { InvitedView, InviteUser } from '#contract/access'
import { send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { schemaFaults } from '#kit/schema-faults.ts'
import { useChange } from '#kit/use-change.ts'
import { PasswordLink } from './password-link.tsx'
import { roleList } from './queries.ts'
import { roleName, staffRoles } from './role-name.ts'

type Invited = z.output<typeof InvitedView>

export function InviteButton() {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button size="xs" onClick={open}>
        {t('Invite somebody')}
      </Button>
      {opened && <InviteDialog onClose={close} />}
    </>
  )
}

function InviteDialog({ onClose }: { onClose: () => void }) {
  const [invited, setInvited] = useState<Invited>()
  return (
    <Modal opened onClose={onClose} title={t('Invite somebody')}>
      {invited ? (
        <Done invited={invited} onClose={onClose} />
      ) : (
        <InviteForm onInvited={setInvited} />
      )}
    </Modal>
  )
}

function InviteForm({ onInvited }: { onInvited: (invited: Invited) => void }) {
  const roles = useQuery(roleList)
  const form = useForm({
    initialValues: { email: '', role: '' },
    validate: schemaFaults(InviteUser),
  })
  const invite = useChange({
    run: (body: z.input<typeof InviteUser>) => send('POST', '/users', body, InvitedView),
    refresh: [['users']],
    faultInPlace: form,
  })
  const submit = form.onSubmit((values) => invite.mutate(values, { onSuccess: onInvited }))
  return (
    <FormStack onSubmit={submit}>
      <FormFault error={invite.error} />
      <TextInput
        label={t('E-mail')}
        type="email"
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('email')}
      />
      <Select
        label={t('Role')}
        placeholder={t('Choose what they may do')}
        data={staffRoles(roles.data?.roles ?? []).map((role) => ({
          value: role.name,
          label: roleName(role),
        }))}
        {...form.getInputProps('role')}
      />
      <Button type="submit" loading={invite.isPending}>
        {t('Invite')}
      </Button>
    </FormStack>
  )
}

const Done = ({
  invited: { user, invitation },
  onClose,
}: {
  invited: Invited
  onClose: () => void
}) => (
  <Stack gap="md">
    {invitation ? (
      <PasswordLink email={user.email} name={t('Invitation link')} link={invitation} />
    ) : (
      <Text size="sm">
        {t('{{email}} has an account already, and can sign in here with it from now on.', {
          email: user.email,
        })}
      </Text>
    )}
    <Button onClick={onClose}>{t('Done')}</Button>
  </Stack>
)
