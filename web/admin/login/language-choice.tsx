import { Anchor } from '@mantine/core'
import { language, LANGUAGES, speakBeforeSignIn, type Language } from '#kit/i18n.ts'
import classes from './login-page.module.css'

/** Each language by its own name, so that whoever cannot read the page finds the other one. */
export const LanguageChoice = () => (
  <div className={classes['languages']}>
    {(Object.keys(LANGUAGES) as Language[]).map((code) => (
      <Anchor
        key={code}
        component="button"
        type="button"
        size="sm"
        lang={code}
        aria-pressed={code === language}
        onClick={() => speakBeforeSignIn(code)}
      >
        {LANGUAGES[code]}
      </Anchor>
    ))}
  </div>
)
