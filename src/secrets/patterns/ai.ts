/**
 * AI providers.
 * @module
 */
import { patternsOf } from '../pattern.js';

const ai = patternsOf('ai');

/** Types of this group. Keys that providers call public (pk-lf-, phc_) are not secrets. */
export const AI = [
  ai(
    'openai_api_key',
    'OpenAI API key',
    ['sk-'],
    /sk-(?:(?:proj|svcacct|admin|service|None)-[A-Za-z0-9_-]{20,220}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}|[A-Za-z0-9]{48}(?![A-Za-z0-9]))/,
    { entropy: 3.5 },
  ),
  ai('anthropic_api_key', 'Anthropic API key', ['sk-ant-'], /sk-ant-[a-z]{2,10}[0-9]{2}-[A-Za-z0-9_-]{24,160}/, {
    entropy: 3.5,
  }),
  ai('openrouter_api_key', 'OpenRouter API key', ['sk-or-'], /sk-or-v1-[a-f0-9]{64}/),
  ai('deepseek_api_key', 'DeepSeek or compatible API key', ['sk-'], /sk-[a-f0-9]{32}(?![A-Za-z0-9])/),
  ai(
    'langfuse_secret_key',
    'Langfuse secret key',
    ['sk-lf-'],
    /sk-lf-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/,
  ),
  ai('huggingface_token', 'Hugging Face token', ['hf_', 'api_org_'], /(?:hf_|api_org_)[A-Za-z0-9]{34,40}/, {
    entropy: 3.5,
  }),
  ai('replicate_token', 'Replicate API token', ['r8_'], /r8_[A-Za-z0-9]{37,40}/, { entropy: 3.5 }),
  ai('groq_api_key', 'Groq API key', ['gsk_'], /gsk_[A-Za-z0-9]{48,56}/, { entropy: 3.5 }),
  ai('perplexity_api_key', 'Perplexity API key', ['pplx-'], /pplx-[A-Za-z0-9]{40,56}/, { entropy: 3.5 }),
  ai('xai_api_key', 'xAI API key', ['xai-'], /xai-[A-Za-z0-9]{70,90}/, { entropy: 3.5 }),
  ai('cerebras_api_key', 'Cerebras API key', ['csk-'], /csk-[a-z0-9]{48}/),
  ai('nvidia_api_key', 'NVIDIA API key', ['nvapi-'], /nvapi-[A-Za-z0-9_-]{60,70}/, { entropy: 3.5 }),
  ai('together_api_key', 'Together AI API key', ['tgp_v1_'], /tgp_v1_[A-Za-z0-9_-]{43}/, { entropy: 3.5 }),
  ai('fireworks_api_key', 'Fireworks AI API key', ['fw_'], /fw_[A-Za-z0-9]{22,24}/, { entropy: 3.5 }),
  ai('elevenlabs_api_key', 'ElevenLabs API key', ['sk_'], /sk_[a-f0-9]{48}/),
  ai('pinecone_api_key', 'Pinecone API key', ['pcsk_'], /pcsk_[A-Za-z0-9]{5,10}_[A-Za-z0-9]{50,70}/, { entropy: 3.5 }),
  ai('langsmith_api_key', 'LangSmith API key', ['lsv2_'], /lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}/),
  ai('tavily_api_key', 'Tavily API key', ['tvly-'], /tvly-(?:dev-|prod-)?[A-Za-z0-9]{30,44}/, { entropy: 3.5 }),
  ai('firecrawl_api_key', 'Firecrawl API key', ['fc-'], /fc-[a-f0-9]{32}/),
  ai('jina_api_key', 'Jina AI API key', ['jina_'], /jina_[a-f0-9]{32}[A-Za-z0-9_-]{20,34}/),
  ai('e2b_api_key', 'E2B API key', ['e2b_'], /e2b_[a-f0-9]{40}/),
  ai('wandb_api_key', 'Weights & Biases API key', ['wandb_v1_'], /wandb_v1_[A-Za-z0-9_-]{60,100}/, { entropy: 3.5 }),
] as const;
