using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer;

/// <summary>Answers as tests write them.</summary>
internal static class BeliefExtensions
{
    extension(ModelBeliefs beliefs)
    {
        /// <summary>Learns from an answer to a prompt of 100 tokens.</summary>
        public void ObserveOutput(long outputTokens, int completions) =>
            beliefs.ObserveOutput(Request(completions), outputTokens, nowSeconds: 0);
    }

    private static RequestProfile Request(int completions) => new(
        new RequestOutline { Completions = completions }, "m", new PromptCount(100, IsExact: true, 0, 0));
}
