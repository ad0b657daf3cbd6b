using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Reloading;

/// <summary>A model's tokenizer file that is replaced while the balancer runs.</summary>
public sealed class TokenizerFileReloadTests : ReloadTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private string TokenizerPath => Path.Combine(_folder.FullName, "gpt2.tiktoken");

    private protected override void DisposeClients()
    {
        base.DisposeClients();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task File_ReplacedInPlace_CountsSoonAndForgetsHowTheOldOneWasOff()
    {
        WriteTokens();
        await StartFromFileAsync($"models: {{ m: {{ tokenizer: {TokenizerPath} }} }}", ("b", Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer))));
        var old = Gate.Fleet.FindModel("m"u8)!;
        old.Beliefs.ObserveCount("b", 100, 90, 1, 200);
        Assert.Equal(2, old.TokenCounter!.CountTokens("ab"u8));

        WriteTokens("ab");

        await Patience.UntilAsync(() => Gate.Fleet.FindModel("m"u8)!.TokenCounter!.CountTokens("ab"u8) == 1);
        Assert.Equal(0, Gate.Fleet.FindModel("m"u8)!.Beliefs.Drift.Belief.Observations);
    }

    private void WriteTokens(params string[] more)
    {
        var bytes = Enumerable.Range(0, 256).Select(value => new[] { (byte)value });
        var tokens = bytes.Concat(more.Select(System.Text.Encoding.UTF8.GetBytes));
        File.WriteAllLines(
            TokenizerPath, tokens.Select((token, rank) => $"{Convert.ToBase64String(token)} {rank}"));
    }
}
