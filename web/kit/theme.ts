import {
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core'
import { focusReturn } from './focus-return.ts'
import { t } from './i18n.ts'

/** Deep water: the one accent. Shade 8 carries white text at 6.9 : 1. */
const water: MantineColorsTuple = [
  '#ecf8f6',
  '#d5efeb',
  '#aeded7',
  '#82cac0',
  '#58b3a8',
  '#369a8f',
  '#1f8479',
  '#147468',
  '#0d655b',
  '#084a43',
]

/** Neutral surfaces with a breath of the accent, so that grey and green do not quarrel. */
const gray: MantineColorsTuple = [
  '#f7f9f9',
  '#f0f3f3',
  '#e6eaea',
  '#d8dede',
  '#c1c9c9',
  '#9aa5a5',
  '#647171',
  '#526060',
  '#364141',
  '#182020',
]

const dark: MantineColorsTuple = [
  '#e4e9e8',
  '#c3cbca',
  '#9da8a7',
  '#7d8988',
  '#364040',
  '#2a3333',
  '#1e2525',
  '#151b1b',
  '#101515',
  '#0b0f0f',
]

const LATIN =
  "Inter, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"

/** Whatever the first ones do not have: Apple, Windows, Android and Linux, in this order. */
const DEVANAGARI =
  "'Kohinoor Devanagari', 'Nirmala UI', 'Noto Sans Devanagari', 'Lohit Devanagari', Mangal"

const FONT = LATIN.replace(', sans-serif', `, ${DEVANAGARI}, sans-serif`)

const px = (size: number) => `${size / 16}rem`

const scales: MantineThemeOverride = {
  fontSizes: { xs: px(12), sm: px(13), md: px(14), lg: px(16), xl: px(20) },
  lineHeights: { xs: '1.35', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: px(6), sm: px(10), md: px(14), lg: px(20), xl: px(32) },
  radius: { xs: px(3), sm: px(5), md: px(7), lg: px(10), xl: px(16) },
  shadows: {
    xs: '0 1px 2px rgb(8 32 30 / 6%)',
    sm: '0 1px 3px rgb(8 32 30 / 8%), 0 1px 2px rgb(8 32 30 / 5%)',
    md: '0 4px 12px rgb(8 32 30 / 9%), 0 1px 3px rgb(8 32 30 / 7%)',
    lg: '0 12px 28px rgb(8 32 30 / 13%), 0 2px 6px rgb(8 32 30 / 7%)',
    xl: '0 20px 48px rgb(8 32 30 / 18%), 0 4px 12px rgb(8 32 30 / 8%)',
  },
  headings: {
    fontFamily: FONT,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: px(20), lineHeight: '1.3' },
      h2: { fontSize: px(15), lineHeight: '1.4' },
      h3: { fontSize: px(14), lineHeight: '1.45' },
      h4: { fontSize: px(13), lineHeight: '1.45' },
      h5: { fontSize: px(13), lineHeight: '1.45' },
      h6: { fontSize: px(12), lineHeight: '1.45' },
    },
  },
}

/** Where tables are cards and a button has to fit a thumb: as the style sheets have it. */
export const NARROW = '(max-width: 700px)'

/** Mantine's own filled button misses the contrast of WCAG AA; shade 8 in both schemes has it. */
export const theme = createTheme({
  ...scales,
  colors: { water, gray, dark },
  primaryColor: 'water',
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  black: '#182020',
  fontFamily: FONT,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace",
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { size: 'lg', variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm' } },
    MultiSelect: { defaultProps: { size: 'sm' } },
    InputWrapper: { styles: { label: { marginBottom: 4 }, error: { marginTop: 4 } } },
    Checkbox: { defaultProps: { size: 'sm' } },
    Modal: {
      defaultProps: {
        ...{ centered: true, radius: 'lg' },
        closeButtonProps: { 'aria-label': t('Close'), ref: focusReturn },
      },
      styles: { title: { fontWeight: 600, fontSize: px(15), lineHeight: '1.4' } },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': t('Close this message') } } },
    Menu: { defaultProps: { shadow: 'lg', radius: 'md' } },
    Tooltip: { defaultProps: { openDelay: 300 } },
  },
})

/** What style sheets use: names of purposes, one value for each scheme. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--sidebar-width': px(228),
    '--topbar-height': px(52),
    '--page-width': px(1280),
  },
  light: {
    '--surface': '#ffffff',
    '--surface-sunken': 'var(--mantine-color-gray-0)',
    '--surface-hover': 'var(--mantine-color-gray-1)',
    '--surface-active': 'var(--mantine-color-water-0)',
    '--line': 'var(--mantine-color-gray-2)',
    '--text-active': 'var(--mantine-color-water-8)',
    '--tone-good': '#11693f',
    '--tone-good-soft': '#e6f5ec',
    '--tone-busy': '#1c5a93',
    '--tone-busy-soft': '#e8f1fa',
    '--tone-warn': '#854d0b',
    '--tone-warn-soft': '#fdf3e0',
    '--tone-bad': '#ad2222',
    '--tone-bad-soft': '#fdecec',
    '--tone-quiet': 'var(--mantine-color-gray-7)',
    '--tone-quiet-soft': 'var(--mantine-color-gray-1)',
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-6)',
    '--mantine-color-error': '#ad2222',
    '--mantine-color-default-border': 'var(--mantine-color-gray-4)',
  },
  dark: {
    '--surface': 'var(--mantine-color-dark-7)',
    '--surface-sunken': 'var(--mantine-color-dark-8)',
    '--surface-hover': 'var(--mantine-color-dark-6)',
    '--surface-active': '#14302c',
    '--line': 'var(--mantine-color-dark-5)',
    '--text-active': 'var(--mantine-color-water-3)',
    '--tone-good': '#74d3a0',
    '--tone-good-soft': '#14301f',
    '--tone-busy': '#8fc1f0',
    '--tone-busy-soft': '#15293b',
    '--tone-warn': '#eab95f',
    '--tone-warn-soft': '#35270f',
    '--tone-bad': '#ff9b94',
    '--tone-bad-soft': '#3b1a19',
    '--tone-quiet': 'var(--mantine-color-dark-2)',
    '--tone-quiet-soft': 'var(--mantine-color-dark-6)',
    '--mantine-color-placeholder': '#8b9796',
    '--mantine-color-error': '#ff9b94',
    '--mantine-color-anchor': 'var(--mantine-color-water-3)',
  },
})
