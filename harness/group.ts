/** Cases that belong together: those of one folder. */

/** `chapter/mse` → `chapter` */
export const groupOf = (id: string): string => id.split("/").slice(0, -1).join("/");
