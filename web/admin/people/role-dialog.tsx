import { Button, Modal, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { CreateRole } from '#contract/access'
import { send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { schemaFaults } from '#kit/schema-faults.ts'
import { useChange } from '#kit/use-change.ts'
import { useMay } from '../session.ts'
import { PermissionPicker } from './permission-picker.tsx'
import type { Role } from './queries.ts'
import { roleName } from './role-name.ts'

type RoleDialogProps = { role?: Role; onClose: () => void }

export function RoleDialog({ role, onClose }: RoleDialogProps) {
  const isFixed = !useMay('roles.manage') || role?.preset === true
  const form = useForm({
    initialValues: { name: role?.name ?? '', permissions: role?.permissions ?? [] },
    validate: schemaFaults(CreateRole),
  })
  const save = useChange({
    run: (body: typeof form.values) =>
      role ? send('PATCH', `/roles/${role.id}`, body) : send('POST', '/roles', body),
    refresh: [['roles'], ['me']],
    done: t('The role was saved. Everybody who has it may do now what it says.'),
    faultInPlace: form,
  })
  const submit = form.onSubmit((values) => save.mutate(values, { onSuccess: onClose }))
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={role ? t('Role: {{name}}', { name: roleName(role) }) : t('New role')}
    >
      <FormStack wide onSubmit={submit}>
        <FormFault error={save.error} />
        {!isFixed && <TextInput label={t('Name')} data-autofocus {...form.getInputProps('name')} />}
        <PermissionPicker
          value={form.values.permissions}
          onChange={(permissions) => form.setFieldValue('permissions', permissions)}
          error={form.errors['permissions']}
          isFixed={isFixed}
        />
        {!isFixed && (
          <Button type="submit" loading={save.isPending}>
            {t('Save role')}
          </Button>
        )}
      </FormStack>
    </Modal>
  )
}
