import { ActionIcon, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Ellipsis, Pencil, Star, Trash2, Users } from 'lucide-react'
import { Suspense } from 'react'
import type { SavedOrderView } from '#contract/orders/lists'
import { t } from '#kit/i18n.ts'
import { useMay } from '../../session.ts'
import { ordersRoute } from '../routes.ts'
import { ConfirmDialog, ViewNameDialog } from './lazy.ts'
import { useChangeView, useDeleteView, type ViewWords } from './queries.ts'
import { useFirstView } from './use-views.ts'

/** What can be done with the view that is open. */
export function ViewMenu({ view }: { view: SavedOrderView }) {
  const mayChange = useMay('settings.edit') || view.mine
  const [renaming, rename] = useDisclosure(false)
  const [deleting, remove] = useDisclosure(false)
  const { firstId, setFirst } = useFirstView()
  const isFirst = firstId === view.id
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={28} aria-label={t('More about the view {{name}}', { name: view.name })}>
            <Ellipsis size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<Star size={14} />}
            onClick={() => setFirst(isFirst ? '' : view.id)}
          >
            {isFirst ? t('Begin with all orders') : t('Begin with this view')}
          </Menu.Item>
          {mayChange && (
            <>
              <Menu.Item leftSection={<Pencil size={14} />} onClick={rename.open}>
                {t('Rename')}
              </Menu.Item>
              <ShareItem view={view} />
              <Menu.Divider />
              <Menu.Item
                color="var(--tone-bad)"
                leftSection={<Trash2 size={14} />}
                onClick={remove.open}
              >
                {t('Delete')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {renaming && <Rename view={view} onClose={rename.close} />}
        {deleting && <Delete view={view} onClose={remove.close} />}
      </Suspense>
    </>
  )
}

function ShareItem({ view }: { view: SavedOrderView }) {
  const done = view.shared
    ? t('Only you see it now.')
    : t('Everybody who may see orders sees it now.')
  const change = useChangeView(view, done)
  return (
    <Menu.Item
      leftSection={<Users size={14} />}
      onClick={() => change.mutate({ shared: !view.shared })}
    >
      {view.shared ? t('Share no longer') : t('Share with everybody')}
    </Menu.Item>
  )
}

type DialogProps = { view: SavedOrderView; onClose: () => void }

function Rename({ view, onClose }: DialogProps) {
  const change = useChangeView(view, t('Renamed.'))
  const submit = (words: ViewWords) => change.mutate(words, { onSuccess: onClose })
  return (
    <ViewNameDialog
      title={t('Rename the view')}
      verb={t('Rename')}
      first={{ name: view.name, shared: view.shared }}
      {...{ change, onClose, onSubmit: submit }}
    />
  )
}

function Delete({ view, onClose }: DialogProps) {
  const navigate = ordersRoute.useNavigate()
  const remove = useDeleteView(view)
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t('Delete the view {{name}}', { name: view.name })}
      says={view.shared ? t('It is gone for everybody. No order changes.') : t('No order changes.')}
      verb={t('Delete the view')}
      busy={remove.isPending}
      onConfirm={async () => {
        await remove.mutateAsync()
        await navigate({ search: { view: 'all' }, replace: true })
      }}
    />
  )
}
