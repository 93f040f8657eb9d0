/** Made while building from the channels' configuration schemas, see channel-forms.ts beside vite.config.ts. */
declare module "virtual:channel-forms" {
  export interface ChannelField {
    name: string;
    type: "text" | "switch" | "number" | "choice" | "list";
    required: boolean;
    secret: boolean;
    options?: string[];
    initial?: string | number | boolean;
    maxLength?: number;
  }
  export const channelForms: Readonly<Record<string, readonly ChannelField[]>>;
}
