import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { BookmarkPlus } from 'lucide-react'
import { Suspense } from 'react'
import { t } from '#kit/i18n.ts'
import { searchOf } from '../question.ts'
import { ordersRoute } from '../routes.ts'
import { ViewNameDialog } from './lazy.ts'
import { useCreateView, type ViewWords } from './queries.ts'

/** Keeps what is shown now under a name, and opens it as a view. */
export function SaveAs({ label }: { label: string }) {
  const search = ordersRoute.useSearch()
  const navigate = ordersRoute.useNavigate()
  const [opened, { open, close }] = useDisclosure(false)
  const create = useCreateView(search)
  const submit = (words: ViewWords) =>
    create.mutate(words, {
      onSuccess: (view) => {
        close()
        void navigate({ search: searchOf(view), replace: true })
      },
    })
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<BookmarkPlus size={14} aria-hidden />}
        onClick={open}
      >
        {label}
      </Button>
      <Suspense>
        {opened && (
          <ViewNameDialog
            title={t('Save as a view')}
            verb={t('Save')}
            first={{ name: '', shared: false }}
            change={create}
            onSubmit={submit}
            onClose={close}
          />
        )}
      </Suspense>
    </>
  )
}
