using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using TokenAwareBalancer.Documentation;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer count</c>: files, directories, pipes and requests in; tokens out.</summary>
public sealed class CountCommandTests : IDisposable
{
    private const string Chat = """
        {"model": "gpt-oss-20b", "messages": [{"role": "user", "content": "hello world \u00e9"}]}
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("count").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Count_OfAFile_SaysTokensFirstThenHowTheyWereCounted()
    {
        var file = Write("a.txt", "hello world");

        var lines = Run(null, file, "--tokenizer", "cl100k_base").Lines;

        Assert.Equal("2 tokens", lines[0]);
        Assert.Equal("  text      11 bytes, 5.50 per token", lines[1]);
        Assert.Equal("  tokenizer cl100k_base, as --tokenizer says", lines[2]);
        Assert.Equal("  count     exact", lines[3]);
        Assert.Matches("^  time      [0-9.]+ ms; [0-9.]+ ms before that, to load the tokenizer$", lines[4]);
        Assert.Equal(5, lines.Length);
    }

    [Theory]
    [InlineData("-")]
    [InlineData(null)]
    public void Count_OfAPipe_CountsIt(string? argument) => Assert.Equal(
        "2 tokens", Run("hello world", argument is null ? [] : [argument]).Lines[0]);

    [Fact]
    public void Count_OfAnEmptyPipe_IsZero() => Assert.Equal("0 tokens", Run("").Lines[0]);

    [Fact]
    public void Count_OfNothingAtAKeyboard_ShowsTheHelpAndExitsWithTwo()
    {
        var (exitCode, output, errors) = Run(null);

        Assert.Equal((ExitCode.WrongInput, ""), (exitCode, output));
        Assert.StartsWith("Nothing to count", errors, StringComparison.Ordinal);
        Assert.Contains("--tokenizer <NAME", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Count_OfSeveralFiles_IsATableWithATotal()
    {
        var lines = Run(null, Write("a.txt", "hello world"), Write("b.txt", "hello")).Lines;

        Assert.Equal(
            [
                "tokens  bytes  bytes/token  input",
                $"     2     11         5.50  {_folder}/a.txt",
                $"     1      5         5.00  {_folder}/b.txt",
                "     3     16         5.33  total of 2",
            ],
            lines[..4]);
    }

    [Fact]
    public void Count_OfADirectory_CountsTextBelowItAndSaysWhatItSkips()
    {
        Write("b/c.txt", "hello world");
        Write("a.txt", "hello");
        Write(".hidden/d.txt", "hello");
        Write("e.bin", "a\0b");
        File.WriteAllBytes(Path.Combine(_folder, "f.txt"), [(byte)'a', 0xFF]);
        File.CreateSymbolicLink(Path.Combine(_folder, "b", "circle"), _folder);

        var (exitCode, output, errors) = Run(null, _folder, "--json");

        Assert.Equal((ExitCode.Ok, ""), (exitCode, errors));
        var result = JsonSerializer.Deserialize<JsonElement>(output);
        Assert.Equal(3, result.GetProperty("tokens").GetInt32());
        Assert.Equal([$"{_folder}/a.txt", $"{_folder}/b/c.txt"], Names(result, "inputs"));
        Assert.Equal([$"{_folder}/e.bin", $"{_folder}/f.txt"], Names(result, "skipped"));
    }

    [Fact]
    public void Count_OfFilesOfWhichOneIsMissing_CountsTheOthersAndExitsWithTwo()
    {
        var (exitCode, output, errors) = Run(null, Write("a.txt", "hello world"), Path.Combine(_folder, "b.txt"));

        Assert.Equal(ExitCode.WrongInput, exitCode);
        Assert.StartsWith("2 tokens", output, StringComparison.Ordinal);
        Assert.Equal($"{_folder}/b.txt: does not exist.", errors.TrimEnd());
    }

    [Fact]
    public void Count_OfWhatIsNotUtf8_SaysAtWhichByte()
    {
        var (exitCode, output, errors) = Run("é\xFF", Encoding.Latin1, "-");

        Assert.Equal((ExitCode.WrongInput, ""), (exitCode, output));
        Assert.StartsWith("standard input: is not UTF-8: byte 0 ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Count_ByAnUnknownTokenizer_NamesTheNearest()
    {
        var (exitCode, _, errors) = Run("a", "--tokenizer", "o200k");

        Assert.Equal(ExitCode.WrongInput, exitCode);
        Assert.StartsWith(
            "--tokenizer: \"o200k\" is not a known tokenizer, perhaps o200k_base or o200k_harmony; expected one of",
            errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.json", "missing.json: there is ")]
    [InlineData("broken.json", "broken.json")]
    public void Count_ByAFileThatIsNone_SaysWhatIsWrongWithIt(string name, string expected)
    {
        Write("broken.json", "{");

        var (exitCode, output, errors) = Run("a", "--tokenizer", Path.Combine(_folder, name));

        Assert.Equal((ExitCode.WrongInput, ""), (exitCode, output));
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Count_ByAFile_IsByItsTokens()
    {
        // The 256 bytes, and one merge.
        var ranks = Enumerable.Range(0, 256).Select(static value => (byte[])[(byte)value]).Append([.. "ab"u8])
            .Select(static (token, rank) => $"{Convert.ToBase64String(token)} {rank}\n");
        var file = Write("cl100k_base.tiktoken", string.Concat(ranks));

        var lines = Run("abab ab", "--tokenizer", file).Lines;

        Assert.Equal(("4 tokens", $"  tokenizer {file}, as --tokenizer says"), (lines[0], lines[2]));
    }

    [Fact]
    public void Count_OfARequest_CountsItsTextsAndItsFormat()
    {
        var lines = Run(Chat).Lines;

        // "user" and the content of four tokens; three of the message, three of the reply.
        Assert.Equal("10 tokens, of which 6 are not text (chat format, images and the like)", lines[0]);
        Assert.Equal("  read as   a request of /v1/chat/completions", lines[2]);
        Assert.Equal("  tokenizer o200k_base, by the well-known name of the model gpt-oss-20b", lines[3]);
        Assert.Equal("  count     exact", lines[4]);
    }

    [Fact]
    public void Count_OfARequestAsText_CountsItsJson()
    {
        var lines = Run(Chat, "--text").Lines;

        Assert.DoesNotContain(lines, static line => line.Contains("read as", StringComparison.Ordinal));
        Assert.Contains($"{Chat.Length} bytes", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"a"}]}""", "/v1/chat/completions")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"system":"b"}""", "/v1/messages")]
    [InlineData("""{"model":"claude-x","messages":[{"role":"user","content":"a"}]}""", "/v1/messages")]
    [InlineData("""{"model":"m","prompt":"a"}""", "/v1/completions")]
    [InlineData("""{"model":"m","input":"a"}""", "/v1/responses")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":"a"}]}""", "/v1/responses")]
    [InlineData("""{"model":"m","input":["a"]}""", "/v1/embeddings")]
    [InlineData("""{"model":"m","input":"a","dimensions":3}""", "/v1/embeddings")]
    [InlineData("""{"model":"m","query":"a","documents":["b"]}""", "/v1/rerank")]
    [InlineData("""{"prompt":"a"}""", null)]
    [InlineData("""{"model":"m","name":"a"}""", null)]
    [InlineData("""{"messages":3}""", null)]
    [InlineData("""{"messages":[]} and more""", null)]
    [InlineData("""{"messages":[""", null)]
    [InlineData("""[{"messages":[]}]""", null)]
    public void Count_OfJson_TakesItForARequestByItsFields(string json, string? api)
    {
        var result = JsonSerializer.Deserialize<JsonElement>(Run(json, "--json").Output);

        Assert.Equal(api, result.GetProperty("inputs")[0].GetProperty("api").GetString());
    }

    [Fact]
    public void Count_OfWhatIsNoRequestOfTheApi_SaysWhy()
    {
        var (exitCode, _, errors) = Run("""{"model":"m","messages":[{"role":3}]}""", "--request", "chat");

        Assert.Equal(ExitCode.WrongInput, exitCode);
        Assert.Contains("is no request of /v1/chat/completions: messages[0].role must be a string", errors,
            StringComparison.Ordinal);
        Assert.Contains("--text", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Count_OfAModelThatTheConfigurationNames_UsesItsTokenizer()
    {
        var file = Write("balancer.yaml", """
            backends: [{ name: a, url: "http://h", models: [mine, other] }]
            models:
              mine: { tokenizer: cl100k_base }
            """);

        var mine = Run("hello", "--config", file, "--model", "mine").Lines;
        var other = Run("hello", "--config", file, "--model", "mine2").Lines;

        Assert.Equal($"  tokenizer cl100k_base, as {file} says of the model mine", mine[2]);
        Assert.Equal($"  tokenizer none, as neither {file} nor its name says one of the model mine2, perhaps mine",
            other[2]);
        Assert.Equal(("2 tokens", "  count     estimated, 4 bytes a token"), (other[0], other[3]));
    }

    [Fact]
    public void Count_WithABrokenConfiguration_SaysItsErrors()
    {
        var file = Write("balancer.yaml", "backends: 3");

        var (exitCode, _, errors) = Run("hello", "--config", file);

        Assert.Equal(ExitCode.WrongInput, exitCode);
        Assert.Contains("backends", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--model", "m", "--tokenizer", "cl100k_base")]
    [InlineData("--text", "--request", "chat")]
    [InlineData("--request", "chta")]
    public void Count_OfArgumentsThatExcludeEachOther_IsRefused(params string[] arguments) => Assert.NotEmpty(
        CountCommand.Create(static () => Stream.Null, static () => true).Parse(arguments).Errors);

    [Fact]
    public void Documentation_OfEachOption_IsThere()
    {
        var text = RepositoryFiles.Read("docs/count.md");
        var options = CountCommand.Create(static () => Stream.Null, static () => true).Options;

        Assert.All(options, option => Assert.Matches($"(?m)^\\| `{option.Name}[ `]", text));
    }

    [Fact]
    public void Documentation_OfEachFieldOfTheJson_IsThere()
    {
        var text = RepositoryFiles.Read("docs/count.md");
        var result = JsonSerializer.Deserialize<JsonElement>(Run("a", "--json").Output);

        var fields = result.EnumerateObject().Concat(result.GetProperty("inputs")[0].EnumerateObject());

        Assert.All(fields, field => Assert.Matches($"`{field.Name}(\\[\\])?`", text));
    }

    [Fact]
    public void Count_OfARequestWithAnImage_IsNotExact()
    {
        const string Body = """
            {"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://i"}}]}]}
            """;

        Assert.Contains(Run(Body).Lines, static line => line.StartsWith("  count     not exact", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"model":"\ud800","name":1}""")]
    [InlineData("""{"\ud800":1,"messages":[{"role":"user","content":"a"}]}""")]
    [InlineData("""{"model":"\ud800","messages":[{"role":"user","content":"a"}]}""")]
    public void Count_OfJsonWithHalfOfASurrogatePair_CountsItAndTheFilesBesideIt(string json)
    {
        Write("a.json", json);
        Write("b.txt", "hello world");

        var (exitCode, output, errors) = Run(null, _folder, "--json");

        Assert.Equal((ExitCode.Ok, ""), (exitCode, errors));
        var result = JsonSerializer.Deserialize<JsonElement>(output);
        Assert.Equal([$"{_folder}/a.json", $"{_folder}/b.txt"], Names(result, "inputs"));
    }

    [Theory]
    [InlineData("""{"messages":[{"role":3}]}""")]
    [InlineData("""{"messages":["hello"]}""")]
    public void Count_OfJsonThatOnlyLooksLikeARequest_CountsItAsTextAndSaysSo(string json)
    {
        var file = Write("a.json", json);

        var named = Run(null, file);
        var found = Run(null, _folder, "--json");

        Assert.Equal((ExitCode.Ok, ""), (named.ExitCode, named.Errors));
        Assert.Contains($"{json.Length} bytes", named.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith(
            "  read as   a text, as it is no request of /v1/chat/completions: messages[0]", named.Lines[2],
            StringComparison.Ordinal);
        var input = JsonSerializer.Deserialize<JsonElement>(found.Output).GetProperty("inputs")[0];
        Assert.Equal(JsonValueKind.Null, input.GetProperty("api").ValueKind);
        Assert.StartsWith("is no request of ", input.GetProperty("refusal").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Count_OfARequestWithoutAModelThatIsNone_SaysTheByteOfTheBodyAsItCame()
    {
        const string Body = """{"messages":[{"role":"user","content":"a"}],"stream":3}""";
        const string Named = """{"messages":[{"role":"user","content":"a"}],"stream":3,"model":"m"}""";

        var errors = Run(Body, "--request", "chat").Errors;

        Assert.Contains("stream", errors, StringComparison.Ordinal);
        Assert.Equal(Run(Named, "--request", "chat").Errors, errors);
    }

    [Theory]
    [InlineData("{}", "messages")]
    [InlineData(" { } ", "messages")]
    public void Count_OfAnEmptyObjectAsARequest_SaysWhatItLacks(string body, string lacking) => Assert.Contains(
        lacking, Run(body, "--request", "chat").Errors, StringComparison.Ordinal);

    [Fact]
    public void Count_OfADirectoryWithoutText_SaysThatThereIsNothingToCount()
    {
        Assert.Equal(
            (ExitCode.WrongInput, "", "Nothing to count: there is no file of text in what was named."),
            Outcome(Run(null, _folder)));
        Write("a.bin", "a\0b");
        Write("b.txt", "");

        var (exitCode, output, errors) = Outcome(Run(null, _folder));

        Assert.Equal(ExitCode.WrongInput, exitCode);
        Assert.Equal(
            [$"skipped {_folder}/a.bin: binary", $"skipped {_folder}/b.txt: empty, or no regular file"],
            output.Split(Environment.NewLine));
        Assert.StartsWith("Nothing to count", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Count_OfNothingButErrors_IsNotExact()
    {
        var output = Run(null, Path.Combine(_folder, "missing"), "--json").Output;

        Assert.False(JsonSerializer.Deserialize<JsonElement>(output).GetProperty("isExact").GetBoolean());
    }

    [Fact]
    public void Count_OfAnUnknownOption_IsRefusedAndTheNearestIsNamed()
    {
        var error = Assert.Single(
            CountCommand.Create(static () => Stream.Null, static () => true).Parse(["--josn", _folder]).Errors);

        Assert.StartsWith("\"--josn\" is no option of count, perhaps --json; expected one of", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Count_StoppedWhileItWaitsForInput_EndsAtOnce()
    {
        using var input = new SilentStream();
        using var stop = new CancellationTokenSource();
        using var errors = new StringWriter();
        var running = CountCommand.Create(() => input, static () => true).Parse(["-"])
            .InvokeAsync(new() { Error = errors, ProcessTerminationTimeout = null }, stop.Token);
        await input.IsRead.WaitAsync(Patience, TestContext.Current.CancellationToken);

        await stop.CancelAsync();

        Assert.Equal(ExitCode.Failure, await running.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Equal("Stopped before all was counted.", errors.ToString().TrimEnd());
    }

    [Fact]
    public void Count_OfADirectoryWithANamedPipe_PassesItOver()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mkfifo is a program of Linux.");
        Write("a.txt", "hello world");
        using (var made = System.Diagnostics.Process.Start("mkfifo", Path.Combine(_folder, "pipe")))
            made.WaitForExit();

        var lines = Run(null, _folder).Lines;

        Assert.Contains($"skipped {_folder}/pipe: empty, or no regular file", lines);
        Assert.Contains($"     2     11         5.50  {_folder}/a.txt", lines);
    }

    [Theory]
    [InlineData("gpt-4", "none, as {0} says of the model gpt-4", "estimated, 4 bytes a token")]
    [InlineData("fast", "o200k_base, by what the backends in {0} call the model fast", "exact")]
    [InlineData("gpt-4o", "none, by what the backends in {0} call the model gpt-4o", "estimated, 4 bytes a token")]
    [InlineData("gpt-3.5-turbo", "cl100k_base, by the well-known name of the model gpt-3.5-turbo", "exact")]
    public void Count_OfAModelOfTheConfiguration_ChoosesAsTheBalancerDoes(string model, string tokenizer, string count)
    {
        var file = Write("balancer.yaml", """
            backends:
              - name: a
                url: "http://h"
                models: [{ name: fast, backendName: gpt-4o }, { name: gpt-4o, backendName: mine }, gpt-4, gpt-3.5-turbo]
            models:
              gpt-4: { tokenizer: none }
            """);

        var lines = Run("hello", "--config", file, "--model", model).Lines;

        Assert.Equal(
            ("  tokenizer " + string.Format(CultureInfo.InvariantCulture, tokenizer, file), "  count     " + count),
            (lines[2], lines[3]));
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    private static string[] Names(JsonElement result, string list) =>
        [.. result.GetProperty(list).EnumerateArray().Select(static item => item.GetProperty("name").GetString()!)];

    private static CommandOutput Run(string? input, params string[] arguments) => Run(input, Encoding.UTF8, arguments);

    private static CommandOutput Run(string? input, Encoding encoding, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var command = CountCommand.Create(() => new MemoryStream(encoding.GetBytes(input!)), () => input is not null);
        // Below a root, as in the program: help is an option of the root's.
        var parsed = new RootCommand { command }.Parse(["count", .. arguments]);
        var exitCode = parsed.Invoke(new() { Output = output, Error = errors });
        return new CommandOutput(exitCode, output.ToString(), errors.ToString());
    }

    private static (int ExitCode, string Output, string Errors) Outcome(CommandOutput output) =>
        (output.ExitCode, output.Output.TrimEnd(), output.Errors.TrimEnd());

    /// <summary>A pipe that somebody holds open and writes nothing to.</summary>
    private sealed class SilentStream : MemoryStream
    {
        private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _end = new();

        public Task IsRead => _read.Task;

        public override int Read(Span<byte> buffer)
        {
            _read.TrySetResult();
            _end.Wait();
            return 0;
        }

        protected override void Dispose(bool disposing)
        {
            _end.Set();
            base.Dispose(disposing);
        }
    }

    private sealed record CommandOutput(int ExitCode, string Output, string Errors)
    {
        public string[] Lines => Output.TrimEnd().Split(Environment.NewLine);
    }
}
