import { Button, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { schemaResolver, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import { InvitedView, InviteUser } from '#contract/access'
import { send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { FormStack } from '#kit/page.tsx'
import { fieldFaults } from '#kit/problem.ts'
import { SecretOnce } from '#kit/secret-once.tsx'
import { Time } from '#kit/time.tsx'
import { useChange } from '#kit/use-change.ts'
import { roleList } from './queries.ts'

type Invited = z.output<typeof InvitedView>

export function InviteButton() {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button size="xs" onClick={open}>
        Invite somebody
      </Button>
      {opened && <InviteDialog onClose={close} />}
    </>
  )
}

function InviteDialog({ onClose }: { onClose: () => void }) {
  const [invited, setInvited] = useState<Invited>()
  return (
    <Modal opened onClose={onClose} title="Invite somebody" closeButtonProps={CLOSE}>
      {invited ? (
        <Done invited={invited} onClose={onClose} />
      ) : (
        <InviteForm onInvited={setInvited} />
      )}
    </Modal>
  )
}

const CLOSE = { 'aria-label': 'Close' }

function InviteForm({ onInvited }: { onInvited: (invited: Invited) => void }) {
  const roles = useQuery(roleList)
  const form = useForm({
    initialValues: { email: '', role: '' },
    validate: schemaResolver(InviteUser, { sync: true }),
  })
  const invite = useChange({
    run: (body: z.input<typeof InviteUser>) => send('POST', '/users', body, InvitedView),
    refresh: [['users']],
    faultInPlace: true,
  })
  const submit = form.onSubmit((values) =>
    invite.mutate(values, {
      onSuccess: onInvited,
      onError: (error) => form.setErrors(fieldFaults(error)),
    }),
  )
  return (
    <FormStack onSubmit={submit}>
      <FormFault error={invite.error} />
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('email')}
      />
      <Select
        label="Role"
        placeholder="Choose what they may do"
        data={roles.data?.roles.map(({ name }) => name) ?? []}
        {...form.getInputProps('role')}
      />
      <Button type="submit" loading={invite.isPending}>
        Invite
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
      <>
        <Text size="sm">
          Send this link to {user.email}. Whoever opens it chooses the password, until{' '}
          <Time at={invitation.expiresAt} />.
        </Text>
        <SecretOnce
          name="Invitation link"
          value={invitation.url}
          warning="It is shown only now, and works once."
        />
      </>
    ) : (
      <Text size="sm">
        {user.email} has an account already, and can sign in here with it from now on.
      </Text>
    )}
    <Button onClick={onClose}>Done</Button>
  </Stack>
)
