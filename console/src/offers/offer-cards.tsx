/** C5: what the queue offers me, with the time that is left. */
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { useActions } from "../conversation/actions.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { clock, useNow } from "../i18n/time.ts";
import { ChannelMark, useChannelName } from "../inbox/channel-mark.tsx";
import { WaitingTime } from "../inbox/waiting.tsx";
import { chime } from "../shell/chime.ts";
import { useDesk } from "../state/desk.ts";
import type { Offer } from "../state/model.ts";
import { usePrefs } from "../state/prefs.ts";
import "./offers.css";

const SHOWN = 3;
/** Length of the ring, in the units of its 24-unit box. */
const RING = 2 * Math.PI * 10;

function Ring({ left, whole }: { left: number; whole: number }): ReactNode {
  const share = Math.max(0, Math.min(1, left / whole));
  return (
    <svg className="ring" viewBox="0 0 24 24" width={28} height={28} aria-hidden>
      <circle cx="12" cy="12" r="10" />
      <circle className="ring-left" cx="12" cy="12" r="10" strokeDasharray={`${RING * share} ${RING}`} />
    </svg>
  );
}

function OfferCard({ offer, now }: { offer: Offer; now: number }): ReactNode {
  const t = useT();
  const named = useNamed();
  const channelName = useChannelName();
  const navigate = useNavigate();
  const actions = useActions({ id: offer.conversationId, epoch: 0 });
  const refusedBy = useDesk((state) => state.returned[offer.conversationId]);
  const began = useRef(Date.now());
  const left = offer.expiresAt - now;
  const accept = async (): Promise<void> => {
    const accepted = await actions.take();
    if (accepted) await navigate({ to: "/inbox/$tab/$conversationId", params: { tab: "mine", conversationId: offer.conversationId } });
  };
  return (
    <section className="offer" aria-label={t("offer.label", { name: offer.name ?? t("customer.unnamed") })}>
      <div className="row">
        <ChannelMark kind={offer.channel.kind} />
        <span className="grow">
          <strong className="clip block" dir="auto">
            {offer.name ?? t("customer.unnamed")}
          </strong>
          <span className="small muted clip block">
            {channelName(offer.channel.kind)} · <WaitingTime since={offer.waitingSince} />
          </span>
        </span>
        <Ring left={left} whole={offer.expiresAt - began.current} />
        <span className="small tabular" title={t("offer.left")}>
          <span className="hidden-text">{t("offer.left")} </span>
          {clock(left)}
        </span>
      </div>
      <p className="offer-words" dir="auto">
        {offer.preview}
      </p>
      {offer.intents.length > 0 && (
        <p className="row wrap">
          {offer.intents.slice(0, 3).map((intent) => (
            <span key={intent} className="chip machine">
              {named("intent", intent)}
            </span>
          ))}
        </p>
      )}
      {refusedBy !== undefined && <p className="offer-note">{t("offer.returned", { name: refusedBy })}</p>}
      {offer.note && <p className="offer-note">{offer.note}</p>}
      <div className="row offer-actions">
        <button type="button" className="button" onClick={() => void actions.decline("")}>
          {t("offer.decline")}
        </button>
        <button type="button" className="button primary grow" onClick={() => void accept()}>
          {t("offer.accept")}
        </button>
      </div>
    </section>
  );
}

/** Short messages stand above the offers: styles know how high they are. */
function tellHeight(cards: HTMLElement): () => void {
  const { style } = document.documentElement;
  const gap = 8;
  const watch = new ResizeObserver(() => style.setProperty("--offers-height", cards.offsetHeight > 0 ? `${cards.offsetHeight + gap}px` : "0px"));
  watch.observe(cards);
  return () => {
    watch.disconnect();
    style.removeProperty("--offers-height");
  };
}

export function OfferCards(): ReactNode {
  const offers = useDesk((state) => state.offers);
  return offers.length === 0 ? null : <OpenOffers offers={offers} />;
}

function OpenOffers({ offers }: { offers: readonly Offer[] }): ReactNode {
  const now = useNow();
  const t = useT();
  const sound = usePrefs((prefs) => prefs.sound);
  const open = offers.filter((offer) => offer.expiresAt > now);
  const newest = open.at(-1)?.offerId;
  useEffect(() => {
    if (newest !== undefined && sound) chime();
  }, [newest, sound]);
  const cards = useRef<HTMLElement>(null);
  useEffect(() => (cards.current ? tellHeight(cards.current) : undefined), []);
  return (
    <section ref={cards} className="offers" aria-live="polite" aria-label={t("offer.all")}>
      {open.slice(0, SHOWN).map((offer) => (
        <OfferCard key={offer.offerId} offer={offer} now={now} />
      ))}
    </section>
  );
}
