-- Why: a page that lists products must not load pictures as cameras make them, so each stored
--   image is also kept in a few smaller sizes.
-- Locks: creates one table; a brief lock on product_images for columns without a rewrite.
-- Rollback: the previous release shows the originals and is not disturbed by the sizes. What it
--   stores meanwhile has none and is shown as it is.

alter table product_images
  add column resized text not null default 'never'
    check (resized in ('never', 'waiting', 'done', 'failed')),
  -- What there is besides the original, the largest first: side, width and height.
  add column sizes jsonb not null default '[]';

create table product_image_sizes (
  org_id    uuid     not null,
  image_id  uuid     not null,
  -- Neither width nor height is longer.
  side      integer  not null,
  bytes     bytea    not null,
  digest    bytea    not null,

  primary key (org_id, image_id, side),
  foreign key (org_id, image_id) references product_images (org_id, id) on delete cascade
);
