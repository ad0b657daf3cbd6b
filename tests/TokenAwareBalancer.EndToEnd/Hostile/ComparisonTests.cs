using System.Globalization;
using System.Text;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Hostile;

/// <summary>
/// How nginx and HAProxy answer the corpus, beside the balancer: prints the table of <c>docs/security.md</c>.
/// </summary>
public sealed class ComparisonTests
{
    private const string TableVariable = "BALANCER_TEST_HOSTILE_TABLE";

    private static readonly TimeSpan SettlingTime = TimeSpan.FromMilliseconds(50);

    // A comparison for a page, not a claim about us: run when it is asked for.
    [Fact(Explicit = true)]
    public async Task Corpus_BeforeNginxAndHaproxy_IsAnsweredByAllAndTabulated()
    {
        var (nginxProgram, haproxyProgram) = (ProxyProgram.Find("nginx"), ProxyProgram.Find("haproxy"));
        if (nginxProgram is null || haproxyProgram is null
            || Environment.GetEnvironmentVariable(TableVariable) is not { Length: > 0 } file)
        {
            Assert.Skip("This compares, and needs nginx and HAProxy (Debian's packages nginx and haproxy), and in "
                + $"{TableVariable} the file that the table is written to.");
            return;
        }

        await using var backend = new ScriptedBackend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await using var own = new ScriptedBackend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await using var balancer = await RunningBalancer.StartAsync(own.Address);
        using var nginx = await ProxyProgram.StartNginxAsync(nginxProgram, backend.Address);
        using var haproxy = await ProxyProgram.StartHaproxyAsync(haproxyProgram, backend.Address);

        var table = new StringBuilder("| request | balancer | nginx | HAProxy |\n|---|---|---|---|\n");
        foreach (var name in HostileCase.Names)
        {
            var told = await TellAsync(balancer.Address, own, name, asksItself: true);
            table.Append(CultureInfo.InvariantCulture, $"| {name} | {told}");
            table.Append(CultureInfo.InvariantCulture, $" | {await TellAsync(nginx.Address, backend, name)}");
            table.AppendLine(CultureInfo.InvariantCulture, $" | {await TellAsync(haproxy.Address, backend, name)} |");
        }

        await File.WriteAllTextAsync(file, table.ToString(), TestContext.Current.CancellationToken);
        Assert.Equal(HostileCase.Names.Count(), table.ToString().Count(letter => letter == (char)10) - 2);
    }

    private static async Task<string> TellAsync(
        Uri proxy, ScriptedBackend backend, string name, bool asksItself = false)
    {
        var one = HostileCase.Read(name);
        var before = backend.Requests.Length;
        try
        {
            var visit = await HostileVisit.MakeAsync(proxy, one);
            await Task.Delay(SettlingTime, TestContext.Current.CancellationToken);
            // The balancer's own questions to a backend have been nowhere before.
            return Describe(visit, [.. backend.Requests[before..]
                .Where(request => !asksItself || request.Header("Via") is not null)]);
        }
        catch (Exception exception) when (exception is OperationCanceledException or FormatException)
        {
            return "no end within 20 s";
        }
    }

    private static string Describe(HostileVisit visit, ReceivedRequest[] requests)
    {
        var own = requests.Count(request => request.Header("x-request-id") != HostileVisit.BehindId);
        var text = visit.First?.Status.ToString(CultureInfo.InvariantCulture) ?? "–";
        if (own > 0)
            text += own == 1 ? " sent on" : string.Create(CultureInfo.InvariantCulture, $" sent on as {own}");
        return visit.Behind is null ? text + ", closed" : text;
    }
}
