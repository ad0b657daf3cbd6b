using System.Globalization;
using System.Text;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Bench;

/// <summary>Requests that can be told apart by their text: seed and number.</summary>
internal sealed class TestWorkload : IWorkload
{
    public const string Secret = "the-prompt";

    public string Description => "test";

    public int? Count => null;

    public (double PromptTokens, double OutputTokens) MeanTokens => (1000, double.NaN);

    public double? OwnRatePerSecond => null;

    public IEnumerable<PlannedRequest> Plan(int seed, int textSeed)
    {
        for (var i = 0; ; i++)
        {
            var content = string.Create(CultureInfo.InvariantCulture, $"{Secret} {seed}/{i}");
            yield return new PlannedRequest(1, IsStreaming: true, Wire.Chat(stream: true, content: content));
        }
    }

    public static string TextOf(ReceivedRequest request) =>
        Encoding.UTF8.GetString(request.Body).Split(Secret)[1].Split('"')[0].Trim();
}
