import java.io.FileInputStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** For each file and each flavour a line: file, flavour, passed or failed; then one for each rule broken. Tabs between. */
public class Conformance {
    public static void main(String[] files) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        for (String file : files) {
            for (String name : new String[] {"3a", "ua1"}) {
                PDFAFlavour flavour = PDFAFlavour.fromString(name);
                try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
                        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
                    ValidationResult result = validator.validate(parser);
                    System.out.println(file + "\t" + name + "\t" + (result.isCompliant() ? "passed" : "failed"));
                    Set<String> broken = new TreeSet<>();
                    for (TestAssertion found : result.getTestAssertions()) {
                        broken.add(found.getRuleId().getClause() + "\t" + found.getMessage().replaceAll("\\s+", " ")
                                + "\t" + found.getLocation().getContext());
                    }
                    for (String rule : broken) {
                        System.out.println(file + "\t" + name + "\t" + rule);
                    }
                }
            }
        }
    }
}
