using System.CommandLine;

namespace TokenAwareBalancer.Streams;

/// <summary>The command line.</summary>
internal sealed class StreamArguments
{
    private readonly Option<int> _streams = Positive("--streams", 9_000, "How many streams are open at once.");
    private readonly Option<int> _promptBytes = Positive("--prompt-bytes", 1_000, "The size of each prompt.");
    private readonly Option<int> _tokenSeconds = Positive(
        "--token-seconds", 5, "The time between two tokens of a stream.");
    private readonly Option<int> _perSecond = Positive("--per-second", 500, "How many streams are opened a second.");
    private readonly Option<int> _holdSeconds = Positive("--hold-seconds", 30, "How long all of them are held.");
    private readonly Option<int> _mostMegabytes = Positive(
        "--most-megabytes", 500, "The bar for the balancer's resident memory, in 10^6 bytes.");
    private readonly Option<int> _mostKilobytesPerStream = Positive(
        "--most-kilobytes-per-stream", 40, "The bar for what a stream adds to it, in 10^3 bytes.");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[
            _streams, _promptBytes, _tokenSeconds, _perSecond, _holdSeconds, _mostMegabytes, _mostKilobytesPerStream])
            command.Options.Add(option);
    }

    public StreamPlan Read(ParseResult result) => new(
        result.GetValue(_streams),
        result.GetValue(_promptBytes),
        TimeSpan.FromSeconds(result.GetValue(_tokenSeconds)),
        result.GetValue(_perSecond),
        TimeSpan.FromSeconds(result.GetValue(_holdSeconds)),
        result.GetValue(_mostMegabytes) * 1_000_000L,
        result.GetValue(_mostKilobytesPerStream) * 1_000L);

    private static Option<int> Positive(string name, int standard, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError($"{name} is not a whole number above 0.");
        });
        return option;
    }
}
