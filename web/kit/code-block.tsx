import { CopyButton } from './copy-button.tsx'
import classes from './code-block.module.css'
import { t } from './i18n.ts'

type CodeBlockProps = { title: string; value: unknown }

/** Something technical, as it is: words stay words, all else is shown as JSON. */
export function CodeBlock({ title, value }: CodeBlockProps) {
  const text = typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? 'nothing')
  return (
    <figure className={classes['block']}>
      <figcaption>
        {title}
        <CopyButton value={text} label={t('Copy: {{title}}', { title })} />
      </figcaption>
      {/* It scrolls, so the keyboard must be able to reach it. */}
      <pre tabIndex={0} aria-label={title}>
        {text}
      </pre>
    </figure>
  )
}
