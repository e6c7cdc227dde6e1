import { billingAddressNormaliser } from './normalise/billing-address.ts';
import { normaliseDevice } from './normalise/device.ts';
import { normaliseEmail } from './normalise/email.ts';
import { normaliseIp } from './normalise/ip.ts';
import { normalisePayment } from './normalise/payment.ts';
import { phoneNormaliser } from './normalise/phone.ts';
import { normaliseReferralCode } from './normalise/referral-code.ts';
import { normaliseTlsFingerprint } from './normalise/tls-fingerprint.ts';
import { normaliseUserAgent } from './normalise/user-agent.ts';
import { normalisePrompt } from './prompt/normalise.ts';
import type { SignalType } from './types.ts';

export interface BuiltinOptions {
  /** ISO 3166 alpha-2 country of phone numbers without a country code. */
  readonly defaultCountry?: string | undefined;
}

/** The signal types that come with ringfence, in their fixed order. Adding one touches this file and its tests. */
export const builtinSignalTypes = (options: BuiltinOptions = {}): readonly SignalType[] => [
  {
    name: 'payment_instrument',
    label: 'PaymentInstrument',
    relationship: 'PAID_WITH',
    kind: 'identifier',
    family: 'payment',
    privacy: 'keyed',
    strength: 1,
    description:
      "A card or account paid with: the payment provider's fingerprint token (best), a card number or an IBAN. Each new one costs money and a check by a bank.",
    normalise: normalisePayment,
  },
  {
    name: 'ip',
    label: 'Ip',
    relationship: 'CONNECTED_FROM',
    kind: 'identifier',
    family: 'network',
    privacy: 'clear',
    strength: 0.5,
    description:
      'The address a request came from: IPv4 whole, IPv6 as its /64, each with its /24 or /48. Shared by chance behind NAT, and rented by the thousand.',
    normalise: normaliseIp,
  },
  {
    name: 'device',
    label: 'Device',
    relationship: 'USED_DEVICE',
    kind: 'identifier',
    family: 'device',
    privacy: 'keyed',
    strength: 0.9,
    description:
      'A device hash or id from the sign-up page or app. Rarely shared by chance; resettable with some work.',
    normalise: normaliseDevice,
  },
  {
    name: 'prompt',
    label: 'PromptTemplate',
    relationship: 'PROMPTED',
    kind: 'behaviour',
    family: 'prompt',
    privacy: 'template',
    strength: 0.6,
    description:
      'A prompt, reduced in memory to its template (what varies is masked) and the fingerprint of that; the prompt itself is never kept.',
    normalise: normalisePrompt,
  },
  {
    name: 'email',
    label: 'Email',
    relationship: 'HAS_EMAIL',
    kind: 'identifier',
    family: 'identity',
    privacy: 'keyed',
    strength: 1,
    description: 'The e-mail address as a mailbox: sub-addresses and ignored dots of one mailbox are one value.',
    normalise: normaliseEmail,
  },
  {
    name: 'phone',
    label: 'Phone',
    relationship: 'HAS_PHONE',
    kind: 'identifier',
    family: 'identity',
    privacy: 'keyed',
    strength: 0.9,
    description: 'A phone number in E.164. Costs a little each; rented numbers are shared by strangers now and then.',
    normalise: phoneNormaliser(options.defaultCountry),
  },
  {
    name: 'tls_fingerprint',
    label: 'TlsFingerprint',
    relationship: 'SPOKE_TLS',
    kind: 'behaviour',
    family: 'client',
    privacy: 'clear',
    strength: 0.3,
    description: 'How the client opens a TLS connection (JA3, JA4): tells programs apart, not people.',
    normalise: normaliseTlsFingerprint,
  },
  {
    name: 'user_agent',
    label: 'UserAgent',
    relationship: 'USED_CLIENT',
    kind: 'behaviour',
    family: 'client',
    privacy: 'clear',
    strength: 0.2,
    description: 'The client software as it names itself, with major versions only. Free to forge.',
    normalise: normaliseUserAgent,
  },
  {
    name: 'referral_code',
    label: 'ReferralCode',
    relationship: 'REFERRED_BY',
    kind: 'identifier',
    family: 'referral',
    privacy: 'clear',
    strength: 0.5,
    description: 'A referral or promotion code given at sign-up. Popular ones are shared by many.',
    normalise: normaliseReferralCode,
  },
  {
    name: 'billing_address',
    label: 'BillingAddress',
    relationship: 'BILLED_TO',
    kind: 'identifier',
    family: 'payment',
    privacy: 'keyed',
    strength: 0.8,
    description: 'The postal address of an invoice, folded in case, punctuation and line breaks.',
    normalise: billingAddressNormaliser(),
  },
];
