import { Button, Modal, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import type { z } from 'zod'
import { IssuedKeyView, IssueKey } from '#contract/access'
import { send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { schemaFaults } from '#kit/schema-faults.ts'
import { useChange } from '#kit/use-change.ts'
import { PermissionPicker } from '../people/permission-picker.tsx'
import { useMe } from '../session.ts'
import { NewSecret } from './new-secret.tsx'
import { PRESETS } from './presets.ts'

export function NewKey() {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button onClick={open}>{t('New key')}</Button>
      {opened && <NewKeyDialog onClose={close} />}
    </>
  )
}

function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const [secret, setSecret] = useState<string>()
  if (secret) return <NewSecret secret={secret} onClose={onClose} />
  return (
    <Modal opened onClose={onClose} size="lg" title={t('New API key')}>
      <NewKeyForm onIssued={setSecret} />
    </Modal>
  )
}

const LIVES = [
  { value: '30', label: t('30 days') },
  { value: '90', label: t('90 days') },
  { value: '365', label: t('A year') },
  { value: '', label: t('Without end') },
]

type Values = { name: string; scopes: string[]; life: string }

/** Nobody can give what they do not have themselves. */
const scopesOf = (preset: string | null, own: string[]): string[] =>
  PRESETS.find(({ value }) => value === preset)?.scopes.filter((name) => own.includes(name)) ?? []

function NewKeyForm({ onIssued }: { onIssued: (secret: string) => void }) {
  const own = useMe().permissions
  const form = useForm<Values>({
    initialValues: { name: '', scopes: [], life: '90' },
    validate: schemaFaults(IssueKey.pick({ name: true, scopes: true }).loose()),
  })
  const issue = useChange({
    run: (body: z.input<typeof IssueKey>) => send('POST', '/api-keys', body, IssuedKeyView),
    refresh: [['api-keys']],
    faultInPlace: form,
  })
  const submit = form.onSubmit(({ life, ...values }) =>
    issue.mutate(
      { ...values, ...(life && { expiresInDays: Number(life) }) },
      { onSuccess: ({ secret }) => onIssued(secret) },
    ),
  )
  return (
    <FormStack wide onSubmit={submit}>
      <FormFault error={issue.error} />
      <TextInput
        label={t('Name')}
        description={t('The program that will use it, such as “warehouse scanner”.')}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Select
        label={t('Works for')}
        data={LIVES}
        allowDeselect={false}
        {...form.getInputProps('life')}
      />
      <Select
        label={t('Made for')}
        description={t('Ticks what that needs. Change it below as you like.')}
        placeholder={t('Something else')}
        data={PRESETS}
        onChange={(value) => form.setFieldValue('scopes', scopesOf(value, own))}
      />
      <PermissionPicker
        value={form.values.scopes}
        onChange={(scopes) => form.setFieldValue('scopes', scopes)}
        error={form.errors['scopes'] && t('Choose at least one permission.')}
      />
      <Button type="submit" loading={issue.isPending}>
        {t('Make the key')}
      </Button>
    </FormStack>
  )
}
