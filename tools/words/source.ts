import { parseSync } from 'vite'

/** A node of a syntax tree, with the fields that are used here. */
export type Node = { type: string; start: number; end: number; [field: string]: unknown }

/** A place in the source where a sentence is used, by its key. */
export type Use = { key: string; isPlural: boolean; at: number }

/** Words that people read and that are not translated. */
export type Bare = { text: string; at: number; node: Node; parents: readonly Node[] }

export type Found = { uses: Use[]; bare: Bare[] }

/** Finds the sentences of one file of the web: those that go through `t`, and those that do not. */
export function wordsOf(file: string, text: string): Found {
  const found: Found = { uses: [], bare: [] }
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  visit(program as unknown as Node, [], found)
  return found
}

/** All literals of a source, to find a sentence in it. */
export function literalsOf(file: string, text: string): string[] {
  const { program } = parseSync(file, text)
  const gather = (node: Node): string[] => {
    const own = textOf(node)
    return [...(own === undefined ? [] : [own]), ...childrenOf(node).flatMap(gather)]
  }
  return gather(program as unknown as Node)
}

function visit(node: Node, parents: readonly Node[], found: Found): void {
  const use = useOf(node)
  if (use) found.uses.push(...use)
  const text = textOf(node)
  if (text !== undefined && isWords(node, text, parents) && !isMachine(node, parents)) {
    found.bare.push({ text, at: node.start, node, parents })
  }
  for (const child of childrenOf(node)) {
    if (use && SAYS.has(node.type) && isKeyOf(node, child)) continue
    visit(child, [...parents, node], found)
  }
}

const SAYS = new Set(['CallExpression', 'JSXOpeningElement'])

/**
 * Recognises the ways to use a sentence: `t('…')`, `plural(n, '…', '…')` and `<Sentence says="…"
 * />`. `fromServer` has no sentence of its own.
 */
function useOf(node: Node): Use[] | undefined {
  if (node.type === 'CallExpression') {
    const name = nameOf(node['callee'])
    const args = node['arguments'] as Node[]
    if (name === 't') return keysOf(args[0], false, contextOf(args[1]))
    if (name === 'plural') return keysOf(args[2], true)
  }
  if (node.type === 'JSXOpeningElement' && nameOf(node['name']) === 'Sentence') {
    return keysOf(attribute(node, 'says'), false)
  }
  return undefined
}

/** The keys of an expression; both branches of a condition are keys. */
function keysOf(node: Node | undefined, isPlural: boolean, context = ''): Use[] {
  if (!node) return []
  if (node.type === 'JSXExpressionContainer') return keysOf(node['expression'] as Node, isPlural)
  if (node.type === 'ConditionalExpression') {
    const branches = [node['consequent'], node['alternate']] as Node[]
    return branches.flatMap((branch) => keysOf(branch, isPlural, context))
  }
  const text = textOf(node)
  return text === undefined ? [] : [{ key: `${text}${context}`, isPlural, at: node.start }]
}

function contextOf(values: Node | undefined): string {
  if (values?.type !== 'ObjectExpression') return ''
  const properties = values['properties'] as Node[]
  const said = properties.find((one) => one['key'] && nameOf(one['key']) === 'context')
  return said ? `_${textOf(said['value'] as Node)}` : ''
}

function isKeyOf(node: Node, child: Node): boolean {
  if (node.type === 'JSXOpeningElement') {
    return child.type === 'JSXAttribute' && nameOf(child['name']) === 'says'
  }
  const args = node['arguments'] as Node[]
  const keys = nameOf(node['callee']) === 'plural' ? args.slice(1, 3) : args.slice(0, 1)
  return keys.includes(child) && child.type !== 'Identifier'
}

function attribute(element: Node, name: string): Node | undefined {
  const attributes = element['attributes'] as Node[]
  const found = attributes.find((one) => one['name'] && nameOf(one['name']) === name)
  return found?.['value'] as Node | undefined
}

/** The text of a literal; for a template, its fixed parts. */
function textOf(node: Node): string | undefined {
  if (node.type === 'JSXText') return (node['value'] as string).replaceAll(/\s+/g, ' ').trim()
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value']
  if (node.type === 'BinaryExpression' && node['operator'] === '+') {
    const sides = [node['left'], node['right']].map((side) => textOf(side as Node))
    return sides.includes(undefined) ? undefined : sides.join('')
  }
  if (node.type !== 'TemplateLiteral') return undefined
  const quasis = node['quasis'] as { value: { cooked: string } }[]
  return quasis.map(({ value }) => value.cooked).join('…')
}

/**
 * Whether a text looks like words for people: two words, or one that begins like a sentence. Within
 * an element, any word counts.
 */
function isWords(node: Node, text: string, parents: readonly Node[]): boolean {
  if (NAMES.has(text.replaceAll(/[…·]/g, '').trim()) || !/\p{L}{2}/u.test(text)) return false
  if (node.type === 'JSXText' || isShown(parents)) return true
  // A word next to a value counts too, unless it looks like an address or a technical name.
  if (node.type === 'TemplateLiteral' && !/[/=#:]\S/.test(text)) {
    return /(?:^| )\p{L}{2,}(?=$| \S|[,.:] )/u.test(text)
  }
  if (isRead(parents)) return !text.includes('://')
  return /^\p{Lu}[- ]?\p{Ll}+/u.test(text) || /(?:\d|\p{L}{2,})[,.:]? \S*\p{L}{2}/u.test(text)
}

/**
 * Whether the text is the value of a property that people read: `{ label: 'days' }`, `title={isOpen
 * ? 'open' : 'shut'}`.
 */
function isRead(parents: readonly Node[]): boolean {
  const outer = parents.findLast(
    ({ type }) => !CHOICES.has(type) && type !== 'JSXExpressionContainer',
  )
  if (outer?.type !== 'Property' && outer?.type !== 'JSXAttribute') return false
  return READ_PROPS.has(nameOf(outer.type === 'Property' ? outer['key'] : outer['name']))
}

const READ_PROPS = new Set([
  ...['label', 'title', 'description', 'placeholder', 'aria-label', 'alt'],
  ...['advice', 'says', 'verb', 'done', 'legend', 'hint', 'words', 'text'],
])

/**
 * Whether the text is a result of a choice within an element, which people read: `<b>{isOpen ?
 * 'open' : 'shut'}</b>`.
 */
function isShown(parents: readonly Node[]): boolean {
  const outer = parents.findLastIndex(({ type }) => !CHOICES.has(type))
  const [container, element] = [parents[outer], parents[outer - 1]]
  return (
    container?.type === 'JSXExpressionContainer' &&
    /^JSX(Element|Fragment)/.test(element?.type ?? '')
  )
}

const CHOICES = new Set(['ConditionalExpression', 'LogicalExpression'])

/** Names that are the same in all languages. */
const NAMES = new Set([
  ...['Penstock', 'Shopify', 'Enter', 'Ctrl', 'Esc', 'UTC', 'CSV', 'SKU', 'English', '/docs'],
  ...['IN', 'Edge', 'Opera', 'Samsung Internet', 'Firefox', 'Chrome', 'Safari'],
  './penstock users reset-link --email',
  ...['iPhone', 'iPad', 'Android', 'Windows', 'ChromeOS', 'macOS', 'Linux'],
])

/**
 * Whether only machines read the text: addresses, classes, styles, the names of keys and of events.
 */
function isMachine(node: Node, parents: readonly Node[]): boolean {
  const parent = parents.at(-1)
  if (!parent || isInMachineProp(parents)) return true
  switch (parent.type) {
    case 'ImportDeclaration':
    case 'ImportExpression':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'PropertyDefinition':
    case 'TSLiteralType':
    case 'TSExternalModuleReference':
    case 'SwitchCase':
      return true
    // A sentence in several parts is looked at as a whole. A text that is compared is a code.
    case 'BinaryExpression':
      return parent['operator'] !== '+' || textOf(parent) !== undefined
    case 'Property':
      return parent['key'] === node
    case 'MemberExpression':
      return parent['property'] === node
    case 'CallExpression':
      return MACHINE_CALLS.has(nameOf(parent['callee']))
    case 'NewExpression':
      return MACHINE_CALLS.has(nameOf(parent['callee']))
    default:
      return false
  }
}

const isInMachineProp = (parents: readonly Node[]): boolean =>
  parents.some(
    ({ type, name, key }) =>
      (type === 'JSXAttribute' && MACHINE_PROPS.has(nameOf(name))) ||
      (type === 'Property' && MACHINE_PROPS.has(nameOf(key))),
  )

const MACHINE_PROPS = new Set([
  'className',
  'style',
  'd',
  'viewBox',
  'transform',
  'points',
  'fontFamily',
  'fontFamilyMonospace',
  'gridTemplateColumns',
  'autoComplete',
  'rel',
  'queryKey',
  'accept',
  'type',
  'key',
])

const MACHINE_CALLS = new Set([
  'copyText',
  'lazyRouteComponent',
  'digits',
  'useKeys',
  'matchMedia',
  'querySelector',
  'closest',
  'describe',
])

function nameOf(node: unknown): string {
  const { type, name, property, value } = node as Node
  if (type === 'MemberExpression') return nameOf(property)
  return [name, value].find((said) => typeof said === 'string') ?? ''
}

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isNode)
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
