using System.CommandLine;
using System.Text.RegularExpressions;
using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Discovering.Starting;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Commands;

/// <summary><c>serve</c> and <c>init</c> where no file says which backends there are.</summary>
public sealed class FilelessStartTests : IAsyncDisposable
{
    private static readonly string[] FreePorts = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];

    private readonly RefusingPort _refusing = new();
    private readonly List<ScriptedBackend> _backends = [];
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string File => Path.Combine(_folder, "balancer.yaml");

    public async ValueTask DisposeAsync()
    {
        _refusing.Dispose();
        foreach (var backend in _backends)
            await backend.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Serve_EnginesOnUsualPorts_AreServedUnderTheirNamesAndByTheirModels()
    {
        var llama = Engine(EnginePages.LlamaCpp(model: "small"), """{"choices":[],"from":"llama"}""");
        var ollama = Engine(EnginePages.Ollama, """{"choices":[],"from":"ollama"}""");
        var site = Engine(new() { ["*"] = "<!doctype html>" }, "");

        await using var serving = new Serving(Search(llama.Address, site.Address, ollama.Address, _refusing.Address));
        var clients = await serving.ListeningAsync();

        Assert.Equal("llama", await serving.AskAsync(clients, "small"));
        Assert.Equal("ollama", await serving.AskAsync(clients, "llama3.2"));
        Assert.Equal("unknown_model", await serving.AskAsync(clients, "neither"));
        var (exitCode, output, errors) = await serving.StopAsync();
        Assert.Equal((ExitCode.Ok, ""), (exitCode, errors));
        Assert.Contains($"  llama.cpp-{llama.Address.Port}  http://{llama.Authority}  llama.cpp, 3 at once: small",
            Regex.Replace(output, "(?<=\\S)  +", "  "), StringComparison.Ordinal);
        Assert.Contains(" Ollama: llama3.2:latest, llama3.2, qwen3:8b", output, StringComparison.Ordinal);
        Assert.Contains($"not adopted: http://{site.Authority} is not an engine (GET /v1/models: no list of models)",
            output, StringComparison.Ordinal);
        Assert.DoesNotContain(_refusing.Address.Authority, output, StringComparison.Ordinal);
        Assert.Contains("counted by estimates", output, StringComparison.Ordinal);
        Assert.Contains("Balancing over 2 backends by pending-prefill.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_NothingFound_TellsEveryAddressAndExitsWithTwo()
    {
        var site = Engine(new(), "");
        var balancer = Backend(exchange => exchange.AnswerAsync("{}", headers: "x-balancer: x\r\n"));

        await using var serving = new Serving(Search(_refusing.Address, site.Address, balancer.Address));
        var (exitCode, output, errors) = await serving.EndAsync();

        Assert.Equal((ExitCode.WrongInput, ""), (exitCode, output));
        Assert.Equal(
            [
                "No backend: there is no balancer.yaml, BALANCER_BACKENDS is not set, and no engine answers on the "
                    + "usual ports of this machine:",
                $"  http://{_refusing.Address.Authority}  refused the connection (the usual port of vLLM)",
                $"  http://{site.Authority}  is not an engine (GET /v1/models: 404) (the usual port of vLLM)",
                $"  http://{balancer.Authority}  is a balancer, not an engine (the usual port of vLLM)",
            ],
            errors.Split(Environment.NewLine).Take(4).Select(line => Regex.Replace(line, "(?<=\\d)  +", "  ")));
        Assert.All(["--config", "`balancer init`", "BALANCER_BACKENDS=http", "`balancer engine", "`balancer demo`"],
            hint => Assert.Contains(hint, errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Serve_BackendsAreListed_LeavesTheUsualPortsAlone()
    {
        var usual = Engine(EnginePages.Vllm, "");
        var listed = Engine(EnginePages.LlamaCpp(model: "small"), """{"from":"listed"}""");

        await using var serving = new Serving(Listed($"gpu-1={listed.Address}v1,{_refusing.Address}", usual.Address));
        var clients = await serving.ListeningAsync();
        Assert.Equal("listed", await serving.AskAsync(clients, "small"));
        var (_, output, _) = await serving.StopAsync();

        Assert.Empty(usual.Requests);
        Assert.Contains("The backends are those of BALANCER_BACKENDS:", output, StringComparison.Ordinal);
        Assert.Contains("  gpu-1 ", output, StringComparison.Ordinal);
        Assert.Contains("refused the connection, served all the same", output, StringComparison.Ordinal);
        Assert.Contains("taken to serve any model", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_NoListedBackendAnswersYet_ServesAllTheSame()
    {
        await using var serving = new Serving(Listed(_refusing.Address.AbsoluteUri));
        var clients = await serving.ListeningAsync();

        Assert.Equal("backends_failed", await serving.AskAsync(clients, "any"));
        Assert.Equal(ExitCode.Ok, (await serving.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Serve_AListedBackendIsABalancer_Refuses()
    {
        var engine = Engine(EnginePages.Vllm, "");
        var balancer = Backend(exchange => exchange.AnswerAsync("{}", 401, headers: "x-balancer-reason: x\r\n"));

        await using var serving = new Serving(Listed($"{engine.Address},{balancer.Address}"));
        var (exitCode, output, errors) = await serving.EndAsync();

        Assert.Equal((ExitCode.WrongInput, ""), (exitCode, output));
        Assert.StartsWith(
            $"BALANCER_BACKENDS: \"http://{balancer.Authority}\" is a balancer, not an engine; expected the addresses "
                + "of engines", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_TheListIsMalformed_TellsSoAndAsksNobody()
    {
        var engine = Engine(EnginePages.Vllm, "");

        await using var serving = new Serving(Listed($"{engine.Address},h:8000"));
        var (exitCode, _, errors) = await serving.EndAsync();

        Assert.Equal(ExitCode.WrongInput, exitCode);
        Assert.StartsWith("BALANCER_BACKENDS: \"h:8000\" is not a whole URL; expected URLs", errors,
            StringComparison.Ordinal);
        Assert.Empty(engine.Requests);
    }

    [Fact]
    public async Task Serve_WithOverrides_AppliesThemToWhatWasFound()
    {
        var engine = Engine(EnginePages.Vllm, "");

        await using var serving = new Serving(
            Search(engine.Address), "--policy", "round-robin", "--set", "backends.0.weight=heavy");
        var (exitCode, _, errors) = await serving.EndAsync();

        Assert.Equal(ExitCode.WrongInput, exitCode);
        Assert.StartsWith("--set: backends[0].weight: \"heavy\" is not a number;", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_AFileThatIsNamedAndMissing_IsAnError()
    {
        var engine = Engine(EnginePages.Vllm, "");

        await using var serving = new Serving(Search(engine.Address), "--config", File);
        var (exitCode, _, errors) = await serving.EndAsync();

        Assert.Equal(ExitCode.WrongInput, exitCode);
        Assert.StartsWith($"{File}: does not exist; expected a YAML file", errors, StringComparison.Ordinal);
        Assert.Empty(engine.Requests);
    }

    [Fact]
    public async Task Serve_AFileAndAList_ServesTheFileAndSaysSo()
    {
        await System.IO.File.WriteAllTextAsync(
            File, $"backends: [{{name: a, url: '{_refusing.Address}'}}]", Patience.Token);

        await using var serving = new Serving(Listed("http://h"), "--config", File);
        await serving.ListeningAsync();
        var (_, output, _) = await serving.StopAsync();

        Assert.StartsWith($"BALANCER_BACKENDS is set and not used: {File} says which backends there are.", output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_EnginesFound_WritesAValidFileOfThem()
    {
        var engine = Engine(EnginePages.Vllm, "");

        var (exitCode, output, errors) = await InitAsync(Search(engine.Address, _refusing.Address), "-o", File);

        Assert.Equal((ExitCode.Ok, $"Wrote {File}.\n"), (exitCode, output.ReplaceLineEndings("\n")));
        Assert.Contains("vLLM: openai/gpt-oss-20b", errors, StringComparison.Ordinal);
        var (valid, summary, _) = await RunAsync(ValidateCommand.Create(), "--config", File);
        Assert.Equal(ExitCode.Ok, valid);
        Assert.Contains($"vllm-{engine.Address.Port} {engine.Address} weight 1: openai/gpt-oss-20b", summary,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_NothingFound_WritesAValidExampleAndSaysSo()
    {
        var (exitCode, _, errors) = await InitAsync(Search(_refusing.Address), "--output", File);

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.StartsWith("No engine was found, so the file holds an example", errors, StringComparison.Ordinal);
        Assert.Contains("refused the connection", errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await RunAsync(ValidateCommand.Create(), "--config", File)).ExitCode);
    }

    [Fact]
    public async Task Init_TheFileExists_IsOverwrittenByForceOnly()
    {
        await System.IO.File.WriteAllTextAsync(File, "mine", Patience.Token);
        var engine = Engine(EnginePages.Vllm, "");

        var (exitCode, _, errors) = await InitAsync(Search(engine.Address), "-o", File);

        Assert.Equal(ExitCode.WrongInput, exitCode);
        Assert.Equal($"{File} exists. --force overwrites it, --output names another file.", errors.TrimEnd());
        Assert.Equal("mine", await System.IO.File.ReadAllTextAsync(File, Patience.Token));
        Assert.Empty(engine.Requests);
        Assert.Equal(ExitCode.Ok, (await InitAsync(Search(engine.Address), "-o", File, "--force")).ExitCode);
        Assert.NotEqual("mine", await System.IO.File.ReadAllTextAsync(File, Patience.Token));
    }

    [Fact]
    public async Task Init_ToStandardOutput_PrintsTheFileAndNothingElse()
    {
        var engine = Engine(EnginePages.Vllm, "");

        var (_, output, _) = await InitAsync(Search(engine.Address), "--output", "-");

        await System.IO.File.WriteAllTextAsync(File, output, Patience.Token);
        Assert.Equal(ExitCode.Ok, (await RunAsync(ValidateCommand.Create(), "--config", File)).ExitCode);
    }

    [Fact]
    public async Task Init_AFolderThatIsNotThere_IsAFailure()
    {
        var (exitCode, _, errors) = await InitAsync(Search(_refusing.Address), "-o", Path.Combine(_folder, "no", "f"));

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.Contains("Cannot write ", errors, StringComparison.Ordinal);
    }

    private static EngineSearch Search(params Uri[] usual) => new(Usual(usual), _ => null);

    private static EngineSearch Listed(string list, params Uri[] usual) =>
        new(Usual(usual), name => name == "BALANCER_BACKENDS" ? list : null);

    private static SoughtEngine[] Usual(Uri[] addresses) =>
        [.. addresses.Select(address => new SoughtEngine(address, null, EngineKind.Vllm))];

    private ScriptedBackend Backend(Func<BackendExchange, Task> script)
    {
        _backends.Add(new ScriptedBackend(script));
        return _backends[^1];
    }

    private ScriptedBackend Engine(Dictionary<string, string> pages, string answer) => Backend(exchange =>
        exchange.Request.Method == "POST" ? exchange.AnswerAsync(answer) : exchange.AnswerAsync(pages));

    private static Task<(int ExitCode, string Output, string Errors)> InitAsync(
        EngineSearch search, params string[] arguments) => RunAsync(InitCommand.Create(search), arguments);

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        Command command, params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var exitCode = await command.Parse(arguments)
            .InvokeAsync(new() { Output = output, Error = errors }, Patience.Token);
        return (exitCode, output.ToString(), errors.ToString());
    }

    /// <summary>The command <c>serve</c> while it runs.</summary>
    private sealed class Serving : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly StringWriter _output = new();
        private readonly StringWriter _errors = new();
        private readonly HttpClient _client = new();
        private readonly TextWriter _announcements;
        private readonly Task<int> _exitCode;

        public Serving(EngineSearch search, params string[] arguments)
        {
            _announcements = TextWriter.Synchronized(_output);
            _exitCode = ServeCommand.Create(search).Parse([.. FreePorts, "--set", "logging.level=none", .. arguments])
                .InvokeAsync(
                    new()
                    {
                        Output = _announcements,
                        Error = _errors,
                        ProcessTerminationTimeout = null,
                    },
                    _stop.Token);
        }

        /// <summary>The clients' address, once it listens.</summary>
        public async Task<Uri> ListeningAsync()
        {
            await Patience.UntilAsync(() => _exitCode.IsCompleted || Announced().Success);
            Assert.False(_exitCode.IsCompleted, _errors.ToString());
            return new Uri(Announced().Groups[1].Value);
        }

        /// <summary>Which backend answered a chat with the model, or why none did.</summary>
        public async Task<string?> AskAsync(Uri clients, string model)
        {
            using var content = new ByteArrayContent(Wire.Chat(model: model));
            using var response = await _client.PostAsync(new Uri(clients, "v1/chat/completions"), content);
            return response.Headers.TryGetValues("x-balancer-reason", out var reason)
                ? reason.Single()
                : Regex.Match(await response.Content.ReadAsStringAsync(), "\"from\":\"(\\w+)\"").Groups[1].Value;
        }

        public async Task<(int ExitCode, string Output, string Errors)> StopAsync()
        {
            await _stop.CancelAsync();
            return await EndAsync();
        }

        public async Task<(int ExitCode, string Output, string Errors)> EndAsync() =>
            (await _exitCode.Within(), _output.ToString(), _errors.ToString());

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _exitCode;
            _stop.Dispose();
            _client.Dispose();
        }

        private Match Announced()
        {
            // Which is what it locks when it writes.
            lock (_announcements)
                return Regex.Match(_output.ToString(), "clients +(http://[^/]+/)");
        }
    }
}
