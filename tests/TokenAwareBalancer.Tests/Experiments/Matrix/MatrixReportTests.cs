using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using TokenAwareBalancer.Documentation;
using TokenAwareBalancer.Experiments.Plotting;

namespace TokenAwareBalancer.Experiments.Matrix;

public sealed class MatrixReportTests
{
    private static readonly MatrixResult Result = HandMade.Result();

    [Theory]
    [InlineData(@"\n  mean TTFT +pending-prefill +best rival +which +ratio +upper end ≤ 1\.02\n")]
    [InlineData(@"\n  tiny-50 +100 ms +120 ms +lmetric +0\.833 \(0\.825\.\.0\.842\) +yes\n")]
    [InlineData(@"\n  tiny-90 +5\.00 s +4\.00 s +random +1\.250 \(1\.238\.\.1\.263\) +NO\n")]
    [InlineData(@"\n  tiny-90 +90\.0 % +12\.0 +0 +0 +NO +mean E2E, p99 E2E +growing, filling\n")]
    [InlineData(@"\n  the worst +metric +best rival +ratio +bound\n  tiny-90 +mean E2E +random +1\.250 \S+ +1\.02 ")]
    [InlineData(@"\nRequests came faster than they were answered under pending-prefill in tiny-90: ")]
    [InlineData(@"\nAll requests came within a few answers' time under random in tiny-90: ")]
    [InlineData(@"\nLeft out, as their trace was not given: a100x8-conv-\{30,95\} \(Azure's conversations\)\. ")]
    [InlineData(@"\npending-prefill holds in 1 of 2 cells: mean TTFT in 2, mean E2E in 1, p99 TTFT in 2, p99 E2E in 1, "
        + @"preemptions in 2\.\nOf the 1 where it does not, 1 are marked: ")]
    public void Text_TellsEachCell_AndSumsUp(string part)
    {
        using var output = new StringWriter { NewLine = "\n" };

        MatrixReport.Write(Result, output);

        Assert.Matches(part, output.ToString());
    }

    [Fact]
    public void Text_WhereAllHolds_HasNoWorst()
    {
        using var output = new StringWriter();

        MatrixReport.Write(Result with { Cells = [Result.Cells[0]] }, output);

        Assert.DoesNotContain("the worst", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_HasTheFieldsThatAreDocumented_AndTheNumbers()
    {
        var matrix = JsonDocument.Parse(MatrixJson.Write(Result)).RootElement;

        var cell = matrix.GetProperty("cells")[1];
        var metric = cell.GetProperty("metrics").GetProperty("e2eMean");
        string[] fields =
        [
            .. Fields(matrix), .. Fields(matrix.GetProperty("held")), .. Fields(cell), .. Fields(metric),
            .. Fields(cell.GetProperty("metrics")), .. Fields(cell.GetProperty("preemptions")),
            .. Fields(cell.GetProperty("policies")[0]),
        ];
        var text = RepositoryFiles.Read("docs/simulation.md");
        Assert.All(fields, field => Assert.Contains($"`{field}`", text, StringComparison.Ordinal));
        Assert.Equal(("tiny-90", false, true), (cell.GetProperty("cell").GetString(),
            cell.GetProperty("holds").GetBoolean(), cell.GetProperty("isMarked").GetBoolean()));
        Assert.Equal(("random", 5, 4, 1.25), (metric.GetProperty("rival").GetString(),
            metric.GetProperty("subjectSeconds").GetDouble(), metric.GetProperty("rivalSeconds").GetDouble(),
            metric.GetProperty("ratio").GetDouble()));
        Assert.Equal(
            ["pending-prefill", "random", "lmetric"],
            cell.GetProperty("policies").EnumerateArray().Select(one => one.GetProperty("policy").GetString()));
        Assert.Equal(1, matrix.GetProperty("held").GetProperty("metrics").GetProperty("e2eP99").GetInt32());
        Assert.Equal(["a100x8-conv-30", "a100x8-conv-95"],
            matrix.GetProperty("leftOut").EnumerateArray().Select(one => one.GetString()));
    }

    [Fact]
    public void Page_AsksForNothing_AndDrawsTheRatiosOfEachSetting()
    {
        using var output = new StringWriter();

        MatrixPage.Write(Result, "balancer simulate --matrix --cells '<*>'", output);

        var page = output.ToString();
        Assert.DoesNotMatch(@"(?i)<script|\son\w+=|<link|<img|<iframe|url\(|@import|https?:|href=|style=""", page);
        Assert.Contains("--cells '&lt;*&gt;'".Replace("'", "&#39;", StringComparison.Ordinal), page,
            StringComparison.Ordinal);
        var figure = XElement.Parse(Regex.Match(page, "<figure>.*?</figure>", RegexOptions.Singleline).Value);
        // Four metrics, and the line at 1.
        Assert.Equal(5, figure.Elements("svg").Single().Elements("path")
            .Count(path => path.Attribute("class")!.Value.StartsWith("curve", StringComparison.Ordinal)));
        Assert.Contains("<td>tiny-90</td>", page, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Fields(JsonElement one) => one.EnumerateObject().Select(field => field.Name);
}
