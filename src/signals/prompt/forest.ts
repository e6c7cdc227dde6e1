import type { Code } from './codes.ts';
import { dropTemplate, formIn, type Group, groupOf, putTemplate, regroup, templateAt, widen } from './group.ts';
import { covers, type MinedTemplate } from './mined.ts';
import { nearIndex } from './minhash.ts';
import { groupTree } from './tree.ts';

export interface ForestEvents {
  /** Two templates have become one: says which of them stays. The other is gone from the forest. */
  meet(one: MinedTemplate, other: MinedTemplate): MinedTemplate;
  /** A template's skeleton has become more general. */
  opened(template: MinedTemplate): void;
}

interface Looked {
  readonly skeleton: readonly Code[];
  readonly group: Group<MinedTemplate> | undefined;
}

/** Templates in the two ways they are found: the tree of groups, and the MinHash index. */
export interface Forest {
  /**
   * The template that a skeleton is a use of. `exact`: it has each word of the template; else it is only near. Undefined where
   * it is neither, or would be a new template of a group.
   */
  find(skeleton: readonly Code[]): { readonly template: MinedTemplate; readonly exact: boolean } | undefined;
  /** Puts a template in; others of its group may meet by that. Returns it, or the one that it met and that stayed. */
  add(template: MinedTemplate): MinedTemplate;
  remove(template: MinedTemplate): void;
}

export const forest = ({ meet, opened }: ForestEvents): Forest => {
  const tree = groupTree<MinedTemplate>();
  const index = nearIndex<MinedTemplate>();

  // What is not found is put in next: then it need not be looked for again.
  let last: Looked | undefined;

  return {
    find(skeleton) {
      const group = tree.find(skeleton);
      if (group !== undefined) {
        const equal = templateAt(group, formIn(group, skeleton));
        if (equal !== undefined && covers(equal, skeleton)) return { template: equal, exact: true };
      }
      last = { skeleton, group };
      const near = index.near(skeleton);
      return near === undefined ? undefined : { template: near, exact: false };
    },

    add(template) {
      const { skeleton } = template;
      const found = last?.skeleton === skeleton ? last.group : tree.find(skeleton);
      last = undefined;
      const group = found ?? groupOf(template);
      if (found === undefined) tree.add(group);
      template.group = group;
      index.add(template);
      const wider = widen(group, skeleton);
      if (!wider && templateAt(group, formIn(group, skeleton)) === undefined) {
        putTemplate(group, template);
        return template;
      }
      let standing = template;
      regroup(
        group,
        template,
        (one, other) => {
          const stays = meet(one, other);
          const goes = stays === one ? other : one;
          index.remove(goes);
          goes.group = null;
          if (goes === standing) standing = stays;
          return stays;
        },
        opened,
      );
      return standing;
    },

    remove(template) {
      last = undefined;
      index.remove(template);
      const { group } = template;
      if (group === null) return;
      if (dropTemplate(group, template)) tree.remove(group);
      template.group = null;
    },
  };
};
